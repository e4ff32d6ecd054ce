"""What one side proposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from appointments.models import AppointmentMove


@dataclass(frozen=True)
class Period:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Proposed:
    """What one side proposes: up to three times, where, and some words. What it does not say of
    where is as it was.
    """

    times: Sequence[Period]
    time_zone: str
    is_online: bool | None = None
    place: str | None = None
    text: str = ""

    def beside(self, standing: AppointmentMove | None) -> dict[str, Any]:
        """Where it is, with what stands so far. What is online has no place."""
        was_online, was_at = (standing.is_online, standing.place) if standing else (False, "")
        is_online = was_online and not self.place if self.is_online is None else self.is_online
        place = was_at if self.place is None else self.place
        return {"is_online": is_online, "place": "" if is_online else place}
