"""What every page may say of the site, and of whoever is looking at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError

from foundation.looks import looks
from notifications.services.reading import unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User


def site(request: HttpRequest | None = None) -> dict[str, Any]:
    """The site's name, looks and address, and where its passkeys work."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "looks": looks(),
        "passkey_origin": settings.PASSKEY_ORIGINS[0],
    }


@dataclass(frozen=True)
class Unread:
    """How many notifications are unread: asked by whoever shows it, once. Nothing, while the
    database is away: the page that says so has a header, too.
    """

    person: User

    @cached_property
    def _counted(self) -> tuple[int, bool]:
        try:
            return unread_count(self.person)
        except (OperationalError, InterfaceError):
            return 0, False

    @property
    def count(self) -> int:
        return self._counted[0]

    @property
    def has_more(self) -> bool:
        return self._counted[1]


def unread_notifications(request: HttpRequest) -> dict[str, Any]:
    """What the bell shows to whoever is logged in."""
    user = getattr(request, "user", None)
    return {"unread_notifications": Unread(user)} if user is not None else {}
