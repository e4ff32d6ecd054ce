"""Undoing the change of an e-mail address or phone number, by the link that the old one was sent.

Whoever changed it knew the password or held a session, so what they left behind ends, too: the
account is again as it was before the first change that can still be undone, and its holder sets a
new password. The link outlives the change, and whatever was changed after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts import links
from accounts.models import VERIFIED_AT
from accounts.passwords import check_rules
from accounts.services.identity import Identifier, taken_by
from accounts.services.login import FAILURES_PER_ACCOUNT
from accounts.services.password import RESETS_PER_ADDRESS, tell_of_password
from accounts.services.verification import end_everything_else, lock_in_order, take_from
from foundation import limits
from foundation.addresses import network_of

if TYPE_CHECKING:
    from accounts.models import IdentifierChange, User
    from accounts.models.identifier_change import IdentifierChangeQuerySet

logger = structlog.get_logger("guildhall.verification")


def undo_change(*, token: str, new_password: str, address: str) -> None:
    """Restore the identifiers from before the changes that can still be undone, set a new
    password, and end every session, and every way in that was made since shortly before them.

    Raises LimitExceeded, LinkInvalid, PasswordRefused, and IdentifierTaken when somebody else has
    verified the old address or number since.
    """
    limits.hit((RESETS_PER_ADDRESS, network_of(address)))
    user = links.change_of(token).user
    encoded = make_password(check_rules(new_password, user=user, attr="new_password"))
    try:
        with transaction.atomic():
            _restore(token, encoded)
    except IntegrityError as error:
        raise taken_by(error) from error
    limits.reset((FAILURES_PER_ACCOUNT, user.pk))


def _restore(token: str, password: str) -> None:
    user = links.change_of(token).user
    wanted = oldest_changes(user.identifier_changes.all())
    values = (Identifier(one.field, one.old_value) for one in wanted.values())
    user, others = lock_in_order(user, [one for one in values if one.value])
    links.change_of(token)  # of two uses at once, the second waited for the row
    oldest = oldest_changes(user.identifier_changes.all())
    put_back(user, others, oldest)
    end_everything_else(
        user=user,
        keep=user.verified_fields,
        password=password,
        # Whoever made it may have prepared another way in for as long before.
        made_since=min(change.created_at for change in oldest.values())
        - settings.IDENTIFIER_UNDO_LIFETIME,
    )
    user.refresh_from_db()
    logger.warning("identifier_change_undone", user=str(user.pk), fields=sorted(oldest))
    tell_of_password(user)


def put_back(user: User, others: list[User], changes: dict[str, IdentifierChange]) -> None:
    """Give a locked user the identifiers from before these changes, which the locked `others` lose
    if they merely typed them in. The caller saves them.
    """
    for field, change in changes.items():
        setattr(user, field, change.old_value or None)
        setattr(user, VERIFIED_AT[field], change.old_verified_at)
        take_from((one for one in others if has_value(one, field, change.old_value)), field)


def has_value(user: User, field: str, value: str) -> bool:
    return (getattr(user, field) or "").lower() == value.lower()


def oldest_changes(changes: IdentifierChangeQuerySet) -> dict[str, IdentifierChange]:
    """Of each identifier, the first of these that can still be undone."""
    oldest: dict[str, IdentifierChange] = {}
    for change in changes.undoable():
        oldest.setdefault(change.field, change)
    return oldest


def restored_by(token: str) -> list[str]:
    """Which identifiers undoing the change restores, for its page. Raises LinkInvalid."""
    changes = links.change_of(token).user.identifier_changes
    return sorted(oldest_changes(changes.all()))
