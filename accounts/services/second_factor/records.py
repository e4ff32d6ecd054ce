"""The second factor's part of export and erasure: everything but its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import FactorRemoval
from accounts.services.second_factor.recovery_codes import recovery_codes_left
from foundation.row_history import forget, versions_of

if TYPE_CHECKING:
    from accounts.models import User


def export_second_factor(user: User) -> dict[str, Any]:
    """What is held about the user's second factor."""
    devices = TOTPDevice.objects.filter(user=user).values("name", "created_at", "last_used_at")
    remembered = user.remembered_devices.values("user_agent", "created_at", "expires_at")
    said = ("reason", "new_email", "requested_at", "due_at", "ended_at", "outcome")
    removals = user.factor_removals.order_by("pk")
    changed = versions_of(FactorRemoval, removals.values("pk"))
    return {
        "devices": list(devices),
        "recovery_codes_left": recovery_codes_left(user),
        "remembered_devices": list(remembered),
        "removals": list(removals.values(*said)),
        "removals_changed": list(changed.values(*said, "pgh_created_at")),
    }


def erase_second_factor_records(user: User) -> None:
    """Delete the requests to remove it, and what they said before."""
    removals = FactorRemoval.objects.filter(user=user)
    pks = list(removals.values_list("pk", flat=True))
    removals.delete()
    forget(FactorRemoval, pks)
