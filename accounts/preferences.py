"""The language in which somebody reads, and the time zone in which they live."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator

# The regions in which people live; what else the database of zones has are old names of these.
REGIONS = frozenset(
    (
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
        *("Europe", "Indian", "Pacific"),
    )
)


def zone_names() -> list[str]:
    """The time zones that can be chosen, in the order of their names."""
    return sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)


class Preference(models.Model):
    """What a user chose. An empty field: the browser's language, or the site's; UTC."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="preference",
    )
    language = models.CharField(max_length=20, blank=True, help_text=_("As in LANGUAGES."))
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("IANA: Europe/Berlin"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__regex=r"^([a-z]{2,3}(-[a-z0-9]+)*)?$"),
                name="preference_language_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(time_zone__regex=r"^([A-Za-z][A-Za-z0-9_+/-]*)?$"),
                name="preference_time_zone_is_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language or '-'}, {self.time_zone or '-'}"


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
        with translation.override(language), timezone.override(self._zone()):
            yield

    def _zone(self) -> ZoneInfo:
        """The zone; UTC if the server does not know it (any more)."""
        try:
            return ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(settings.TIME_ZONE)
