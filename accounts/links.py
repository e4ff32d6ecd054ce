"""The single-use tokens of e-mailed links.

Signed, not stored: a token names its user and purpose and carries a fingerprint of the state that
using it changes. So it works once, and a use kills all its siblings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import models

from accounts.errors import LinkInvalid
from accounts.models import User
from foundation.secret_keys import digests, is_any_of

if TYPE_CHECKING:
    from datetime import timedelta


class Purpose(models.TextChoices):
    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose


def _lifetime(purpose: Purpose) -> timedelta:
    return {
        Purpose.VERIFY_EMAIL: settings.EMAIL_VERIFICATION_LIFETIME,
        Purpose.RESET_PASSWORD: settings.PASSWORD_RESET_LIFETIME,
    }[purpose]


def _fingerprints(user: User, purpose: Purpose) -> list[str]:
    """The state that makes the link of no use once it has changed, by each secret key: the first
    is sent, all are accepted.
    """
    state = {
        Purpose.VERIFY_EMAIL: f"{user.email} {user.email_verified_at}",
        Purpose.RESET_PASSWORD: f"{user.email} {user.password}",
    }[purpose]
    return [digest[:32] for digest in digests(purpose, state)]


def make_token(user: User, purpose: Purpose) -> str:
    """A token for the link that is mailed to this user."""
    return signing.dumps([user.pk.hex, _fingerprints(user, purpose)[0]], salt=purpose)


def lock_user(token: str, purpose: Purpose) -> User:
    """The user that this token is good for, locked until the end of the transaction.

    Of two uses at once, the second waits here and finds its fingerprint outdated. Raises
    LinkInvalid for a token that is forged, expired, used or overtaken, or whose user is gone.
    """
    try:
        pk, fingerprint = signing.loads(token, salt=purpose, max_age=_lifetime(purpose))
        user = User.objects.select_for_update(no_key=True).get(pk=UUID(pk), erased_at=None)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise LinkInvalid from error
    if not is_any_of(fingerprint, _fingerprints(user, purpose)):
        raise LinkInvalid
    return user
