"""“That was not me”: an owner secures the account, by the link in what they were told.

Everything that somebody else can have left in it ends: sessions, tokens, remembered devices, links,
and changes and ways in made since they came. The password is one that nobody knows; the owner sets
a new one by what is verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import LinkInvalid
from accounts.events import SECURED, of_owner
from accounts.models import VERIFIED_AT, User
from accounts.secure_links import read_secure_token
from accounts.services.identity import Identifier
from accounts.services.telling import tell
from accounts.services.undoing import has_value, oldest_changes, put_back
from accounts.services.verification import end_everything_else, lock_in_order

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import IdentifierChange

logger = structlog.get_logger("guildhall.verification")


def secure_account(*, token: str) -> None:
    """End everything since the moment that the token names, and the password. Raises LinkInvalid.

    Identifiers are again what they were then, unless somebody else has verified an old one since.
    An older change can still be undone by its own link.
    """
    user = holder_of(token)
    alarm = read_secure_token(token)
    with transaction.atomic():
        wanted = _changes(user, alarm.since).values()
        former = [Identifier(one.field, one.old_value) for one in wanted if one.old_value]
        locked, others = lock_in_order(user, former)
        alarm.refuse_outdated(locked)  # of two uses at once, the second waited for the row
        changes = _changes(locked, alarm.since)
        put_back(locked, others, _still_free(changes, others))
        end_everything_else(
            user=locked, keep=VERIFIED_AT, password=make_password(None), made_since=alarm.since
        )
        text = _("Your %(site)s account is secured: log in by a code to set a new password.")
        event = of_owner(SECURED, locked)
        tell(locked, event, template="account-secured", text=text, has_link=False)
    logger.warning("account_secured", user=str(user.pk), fields=sorted(changes))


def holder_of(token: str) -> User:
    """Whose account a token secures, if it still does, for its page. Raises LinkInvalid."""
    alarm = read_secure_token(token)
    user = User.objects.filter(pk=alarm.user_id).first()
    if user is None:
        raise LinkInvalid
    alarm.refuse_outdated(user)
    return user


def _changes(user: User, since: datetime) -> dict[str, IdentifierChange]:
    """What was asked for or took effect since, of each identifier the first change."""
    return oldest_changes(user.identifier_changes.since(since))


def _still_free(
    changes: dict[str, IdentifierChange], others: list[User]
) -> dict[str, IdentifierChange]:
    """Those whose old value nobody else has verified since."""

    def is_free(field: str, value: str) -> bool:
        return not any(
            field in one.verified_fields and has_value(one, field, value) for one in others
        )

    return {field: one for field, one in changes.items() if is_free(field, one.old_value)}
