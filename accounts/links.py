"""The tokens of e-mailed links.

Signed, not stored: a token names its user and purpose and carries a fingerprint of the state that
using it changes. So it works once, and a use kills all its siblings. Every fingerprint also holds
when the account last changed hands: all that was mailed before is dead then.

The link that undoes a change is another kind: it is good for as long as its row says, whatever
becomes of the account meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from accounts.errors import (
    AlreadyVerified,
    ChangeIsOld,
    LinkInvalid,
    NewLinkNeeded,
    NothingToUndo,
)
from accounts.models import IdentifierChange, User
from foundation.secret_keys import digests, is_any_of

UNDO = "undo-change"
SIGNED_TO = timedelta(seconds=1)  # how exactly a token says when it was made


class Purpose(models.TextChoices):
    VERIFY_EMAIL = "verify-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105 - a purpose


def _lifetime(purpose: Purpose) -> timedelta:
    return {
        Purpose.VERIFY_EMAIL: settings.EMAIL_VERIFICATION_LIFETIME,
        Purpose.RESET_PASSWORD: settings.PASSWORD_RESET_LIFETIME,
    }[purpose]


def _fingerprints(user: User, purpose: Purpose, address: str | None) -> list[str]:
    """The state that makes the link of no use once it has changed, by each secret key: the first
    is sent, all are accepted. Whether the address is verified is no part of it: `address_of` tells
    a link that was used from one that is no good.
    """
    state = {
        Purpose.VERIFY_EMAIL: f"{address} {user.identity_ended_at}",
        Purpose.RESET_PASSWORD: f"{address} {user.identity_ended_at} {user.password}",
    }[purpose]
    return [digest[:32] for digest in digests(purpose, state)]


def address_for(user: User, purpose: Purpose) -> str | None:
    """Where the link for this purpose is mailed: a new address is verified at itself, a password
    reset by the address that the account has.
    """
    is_new = purpose == Purpose.VERIFY_EMAIL and user.pending_email
    return user.pending_email if is_new else user.email


def make_token(user: User, purpose: Purpose) -> str:
    """A token for the link that is mailed to this user."""
    mark = _fingerprints(user, purpose, address_for(user, purpose))[0]
    return signing.dumps([user.pk.hex, mark], salt=purpose)


def _open(token: str, purpose: Purpose) -> tuple[UUID, str]:
    """Whose a token is, and its fingerprint. Raises NewLinkNeeded when it is forged or expired."""
    try:
        pk, fingerprint = signing.loads(token, salt=purpose, max_age=_lifetime(purpose))
    except signing.BadSignature as error:
        raise NewLinkNeeded from error
    return UUID(pk), fingerprint


def holder_of(token: str, purpose: Purpose) -> User:
    """The user that a token was made for, not locked: whether it still fits is asked under the lock
    (`refuse_outdated`, `address_of`). Raises NewLinkNeeded.
    """
    pk, _mark = _open(token, purpose)
    user = User.objects.filter(pk=pk, erased_at=None).first()
    if user is None:
        raise NewLinkNeeded
    return user


def refuse_outdated(token: str, purpose: Purpose, user: User) -> None:
    """Raise NewLinkNeeded for a token that was used, or overtaken by a change of this user. Of two
    uses at once, the second waits for the user's lock and finds its fingerprint outdated.
    """
    pk, mark = _open(token, purpose)
    current = _fingerprints(user, purpose, address_for(user, purpose))
    if pk != user.pk or user.erased_at or not is_any_of(mark, current):
        raise NewLinkNeeded


def address_of(token: str, user: User) -> str:
    """The address that the token of a verification link verifies for this user.

    Raises AlreadyVerified when that has happened, unless mails were known not to arrive before this
    one did, and NewLinkNeeded for any other token.
    """
    pk, mark = _open(token, Purpose.VERIFY_EMAIL)
    for address in filter(None, (user.pending_email, user.email)):
        fits = is_any_of(mark, _fingerprints(user, Purpose.VERIFY_EMAIL, address))
        if fits and pk == user.pk:
            is_verified = address == user.email and user.email_verified_at
            if is_verified and not _is_sent_since_trouble(token, user):
                raise AlreadyVerified
            return address
    raise NewLinkNeeded


def _is_sent_since_trouble(token: str, user: User) -> bool:
    """Whether the link was mailed after others did not arrive: its use shows that they do now."""
    if not (user.email_trouble and user.email_trouble_at):
        return False
    since = timezone.now() - user.email_trouble_at + SIGNED_TO
    try:
        signing.loads(token, salt=Purpose.VERIFY_EMAIL, max_age=since)
    except signing.SignatureExpired:
        return False
    return True


def make_undo_token(change: IdentifierChange) -> str:
    """A token, short enough for a text message, that undoes this change."""
    return signing.Signer(salt=UNDO).sign(signing.b64_encode(change.pk.bytes).decode())


def change_of(token: str) -> IdentifierChange:
    """The change that a token undoes, with its user, while it can be undone.

    Raises LinkInvalid for a forged token, NothingToUndo, and ChangeIsOld.
    """
    try:
        pk = UUID(bytes=signing.b64_decode(signing.Signer(salt=UNDO).unsign(token).encode()))
        changes = IdentifierChange.objects.select_related("user")
        change = changes.get(pk=pk, user__erased_at=None)
    except (signing.BadSignature, ValueError, IdentifierChange.DoesNotExist) as error:
        raise LinkInvalid from error
    if change.ended_at:
        raise NothingToUndo
    if not IdentifierChange.objects.undoable().filter(pk=pk).exists():
        raise ChangeIsOld
    return change
