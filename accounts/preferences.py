"""The language in which somebody reads, and the time zone in which they live."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.utils import timezone, translation

if TYPE_CHECKING:
    from collections.abc import Iterator

# The regions in which people live; what else the database of zones has are other names of these.
REGIONS = frozenset(
    (
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
        *("Europe", "Indian", "Pacific"),
    )
)


UTC = "UTC"
NO_ZONES = frozenset(("Factory", "localtime"))  # stand in for one that is not set


@cache
def zone_names() -> frozenset[str]:
    """The time zones that there are, by each of their names: each is kept as it was given."""
    return frozenset(available_timezones() - NO_ZONES)


@cache
def zones_offered() -> tuple[str, ...]:
    """Those among which people choose, in the order of their names."""
    return tuple(sorted(name for name in zone_names() if name.partition("/")[0] in REGIONS))


@dataclass(frozen=True)
class Preferred:
    """What is known of a reader's choice."""

    language: str = ""
    time_zone: str = ""

    @contextmanager
    def active(self, *, otherwise: str | None) -> Iterator[None]:
        """Texts and times as this reader has them; in the language `otherwise` when none was
        chosen, or the site has lost it.
        """
        is_spoken = self.language in dict(settings.LANGUAGES)
        language = self.language if is_spoken else otherwise
        with translation.override(language), timezone.override(self.zone):
            yield

    @property
    def zone(self) -> ZoneInfo:
        """The zone; UTC if the server does not know it (any more)."""
        try:
            return ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(settings.TIME_ZONE)
