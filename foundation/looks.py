"""The name, logo, colours and legal pages that an operator gave the site: of pages and mails."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from foundation.colours import Palette, readable_in_the_dark

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BYTES = 200_000
SVG = "image/svg+xml"
# How the files begin that every browser shows, and every mail program but for the last.
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
NOT_IN_MAILS = (SVG, "image/webp")
OURS = "#0d5c4a"  # the accent of static/guildhall.css
OURS_DARK = "#7fd0b8"
LEGAL = {
    "IMPRINT_URL": _("Imprint"),
    "TERMS_URL": _("Terms"),
    "PRIVACY_URL": _("Privacy"),
    "SUPPORT_URL": _("Help and contact"),
}


@dataclass(frozen=True)
class Picture:
    """A logo or an icon: its bytes, what they are, and where browsers find them."""

    content: bytes
    kind: str
    path: str


@dataclass(frozen=True)
class LegalPage:
    title: StrOrPromise
    address: str


@dataclass(frozen=True)
class Looks:
    """What templates show. Without settings it is our own."""

    name: str
    logo: Picture | None
    icon: Picture | None
    light: Palette
    dark: Palette
    legal: tuple[LegalPage, ...]
    stylesheet: str  # its path; empty where nothing differs from ours

    @property
    def logo_for_mails(self) -> str:
        """Its address, if mail programs show such pictures."""
        if self.logo is None or self.logo.kind in NOT_IN_MAILS:
            return ""
        return f"{settings.SITE_URL}{self.logo.path}"


def looks() -> Looks:
    """How the site looks by its settings."""
    light = settings.SITE_COLOUR or OURS
    dark = settings.SITE_COLOUR_DARK or (
        readable_in_the_dark(light) if settings.SITE_COLOUR else OURS_DARK
    )
    chosen = settings.SITE_COLOUR or settings.SITE_COLOUR_DARK
    return Looks(
        name=settings.SITE_NAME,
        logo=picture("logo"),
        icon=picture("icon"),
        light=Palette.light(light),
        dark=Palette.dark(dark),
        legal=tuple(
            LegalPage(title, address)
            for setting, title in LEGAL.items()
            if (address := getattr(settings, setting))
        ),
        stylesheet=f"/looks/colours.css?v={light[1:]}{dark[1:]}" if chosen else "",
    )


def picture(name: str) -> Picture | None:
    """The logo or the icon, if there is one."""
    file = {"logo": settings.SITE_LOGO, "icon": settings.SITE_ICON}[name]
    return _read(file, name) if file else None


def kind_of(content: bytes) -> str:
    """What kind of picture this is; empty if it is none that browsers show."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    is_markup = content.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith((b"<svg", b"<?xml", b"<!"))
    return SVG if is_markup and b"<svg" in content[:2000] else ""


@cache
def _read(file: str, name: str) -> Picture:
    """Read once: another picture comes with the next start, under another address."""
    content = Path(file).read_bytes()
    version = hashlib.sha256(content).hexdigest()[:12]
    return Picture(content, kind_of(content), f"/looks/{name}?v={version}")
