"""What every page may say of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest | None = None) -> dict[str, str]:
    """The site's name and address, and where its passkeys work."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "passkey_origin": settings.PASSKEY_ORIGINS[0],
    }
