"""How long somebody has worked, by the positions that they held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cv_reader.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# From so many years on; the levels of a freelancer's profile.
LEVELS = ((7, "senior"), (3, "mid"), (1, "junior"), (0, "fresher"))
CONFIDENCE = 0.7


def find(positions: Iterable[Finding], *, today: datetime | None = None) -> Iterator[Finding]:
    """An experience level by the years of all positions; time in two at once counts once."""
    now = today or datetime.now(UTC)
    dated = [one for one in positions if one.value["started_on"]]
    worked: set[int] = set()
    for one in dated:
        start = _month(one.value["started_on"], 1)
        end = _month(one.value["ended_on"], 12) if one.value["ended_on"] else _now(now)
        worked |= set(range(start, min(end, _now(now)) + 1))
    if worked:
        level = next(name for years, name in LEVELS if len(worked) >= years * 12)
        yield Finding(
            "profile",
            {"field": "experience_level", "value": level},
            min(one.start for one in dated),
            max(one.end for one in dated),
            CONFIDENCE,
        )


def _month(date: str, otherwise: int) -> int:
    """The number of a partial date's month since the year 0."""
    return int(date[:4]) * 12 + (int(date[5:7]) if len(date) >= 7 else otherwise)


def _now(now: datetime) -> int:
    return now.year * 12 + now.month
