"""What kind of device a log-in came from, in words of ours.

A `User-Agent` says whatever its sender likes, so nothing of it is shown to anybody but by one of
these names: a mail would else carry what a stranger wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The first that fits: Edge calls itself Chrome, too, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
MAX_PRODUCT_LENGTH = 40


@dataclass(frozen=True)
class DeviceKind:
    """A browser and a system, as far as they are known; of a program its name, which is compared
    and never shown. Versions are left out: an update makes no new device.
    """

    browser: str
    system: str
    program: str

    @classmethod
    def of(cls, user_agent: str) -> DeviceKind:
        browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
        program = "" if browser else user_agent.partition("/")[0].strip().lower()
        return cls(browser, system, program[:MAX_PRODUCT_LENGTH])

    @property
    def label(self) -> StrOrPromise:
        """For people."""
        if self.browser and self.system:
            names = {"browser": self.browser, "system": self.system}
            return _("%(browser)s on %(system)s") % names
        if self.browser or self.system:
            return self.browser or self.system
        return _("an unknown device")


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
