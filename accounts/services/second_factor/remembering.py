"""Devices that are not asked for the second factor again for a while.

A device holds a signed token that names its row and carries the fingerprint of the account: a
change of password, identifiers or second factor ends it, and so does deleting the row. It spares
the second step of a log-in and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models.functions import Now

from accounts.models import RememberedDevice
from accounts.services.second_factor.fingerprint import fingerprint, is_current

if TYPE_CHECKING:
    from accounts.models import User

SALT = "accounts.second_factor.device"


def remember_device(user: User, *, user_agent: str) -> str | None:
    """Remember the device on which the user has just shown the second factor; answers the token
    that it keeps, or None where the settings remember none.
    """
    if not settings.SECOND_FACTOR_REMEMBERED:
        return None
    row = RememberedDevice.objects.create(
        user=user,
        user_agent=user_agent[:300].replace("\0", ""),
        expires_at=Now() + settings.SECOND_FACTOR_REMEMBERED,
    )
    return signing.dumps([row.pk.hex, fingerprint(user)], salt=SALT)


def is_remembered(user: User, token: str | None) -> bool:
    """Whether the device that holds this token is one of the user's."""
    if not token:
        return False
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=settings.SECOND_FACTOR_REMEMBERED)
    except signing.BadSignature:
        return False
    rows = RememberedDevice.objects.live().filter(pk=UUID(pk), user=user)
    return is_current(user, state) and rows.exists()


def forget_remembered_devices(user: User) -> int:
    """Ask each device for the second factor again; answers how many were remembered."""
    return RememberedDevice.objects.filter(user=user).delete()[0]


def prune_remembered_devices() -> int:
    """Delete the rows whose time is over; answers how many."""
    return RememberedDevice.objects.filter(expires_at__lte=Now()).delete()[0]
