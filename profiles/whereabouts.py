"""Where somebody works: who comes to work that is done at a place, and who does it from afar.

Whoever is asked for work at a place lives no farther away than they travel (50 km unless they say
another distance). Of whom no place is known that distances could be measured from, who is in the
country of the work may be near; nobody else is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.models.profile import USUAL_TRAVEL_KM

if TYPE_CHECKING:
    from foundation.grid import Point
    from profiles.search.places import Place


@dataclass(frozen=True)
class Whereabouts:
    """Where a freelancer is, how far they travel, and where they work, as far as it is known."""

    point: Point | None = None
    country: str = ""
    travels_km: int | None = None
    workplace: str = ""

    def km_to(self, work: Place) -> float | None:
        """How far away work is; None if that cannot be said."""
        if work.point is None or self.point is None:
            return None
        return self.point.km_to(work.point)

    def reaches(self, work: Place) -> bool:
        """Whether they may be asked for the work."""
        if work.workplace and self.workplace and work.workplace != self.workplace:
            return False
        if not work.is_on_site:
            return True
        km = self.km_to(work)
        if km is not None:
            return km <= (self.travels_km or USUAL_TRAVEL_KM)
        return work.country in ("", self.country)
