"""The records that codes leave: exported, erased, pruned; and limits lifted by staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db.models import Q, Value
from django.db.models.functions import Now

from accounts.email_addresses import compared
from accounts.models import IdentifierChange
from otp import limits
from otp.models import OneTimeCode, mask

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from accounts.models import User

logger = structlog.get_logger("guildhall.otp")


def _codes_of(user: User) -> Any:
    """Those that the user asked for, those to what the account has, and those to what it had
    verified before, as long as that is known: later ones may be another account's.
    """
    own = Q(user=user)
    if user.phone_number:
        own |= Q(phone_number=user.phone_number)
    if user.email:
        own |= Q(email=compared(user.email))
    changes = IdentifierChange.objects.filter(user=user, old_verified_at__isnull=False)
    for field, old, effective_at in changes.values_list("field", "old_value", "effective_at"):
        if effective_at:
            recipient = compared(old) if field == "email" else old
            own |= Q(**{field: recipient, "created_at__lt": effective_at})
    return OneTimeCode.objects.filter(own)


def export(user: User) -> dict[str, Any]:
    """The codes that were asked for by a user or for their phone or e-mail address, as events."""
    codes = _codes_of(user).filter(is_decoy=False)
    recipient = ("phone_number", "email")
    events = ("purpose", "created_at", "delivery", "delivered_at", "used_at")
    return {"one_time_codes": list(codes.values(*recipient, *events))}


def erase(user: User) -> None:
    """Delete them."""
    _codes_of(user).delete()


def end_codes(user: User, *, made_since: datetime | None) -> None:
    """End the codes that were asked for by a user or to log in as one, whenever that was."""
    OneTimeCode.objects.filter(user=user).supersede()


def prune_codes(*, kept: timedelta) -> int:
    """Delete the codes older than `kept`; answers how many."""
    return OneTimeCode.objects.filter(created_at__lt=Now() - Value(kept)).delete()[0]


def lift_limits(*, recipient: str, by: User, reason: str) -> None:
    """Let a phone, or whoever reads an e-mail address, ask and try again at once. Logged, with the
    reason and who did it.
    """
    limits.lift(recipient)
    logger.warning("otp_limits_lifted", to=mask(recipient), by=str(by.pk), reason=reason)
