"""From the best downwards, in steps of bounded size: the one way in which search reads entries.

The planner has to guess how many entries match words and filters together, and a wrong guess costs
it seconds: it walks the quality index for matches that are not there, or collects half the table
to sort it. So nothing is left to guess. Each ordering is cut into buckets, every entry carries its
bucket as a tag, and neighbouring buckets make steps of some two thousand, twenty thousand and a
hundred and fifty thousand entries, then the rest. Within a step the index intersects words, filters
and buckets; the first step that fills the page is the last one read. Frequent matches are found on
the first step, rare ones are few on any: either way the entries read are bounded (docs/search.md).

Where the steps are cut has no influence on the result, only on its cost: PostgreSQL's own
statistics of the tags are good enough for it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import connection

from profiles.search.tags import (
    QUALITY_BUCKET,
    RATE_THRESHOLDS,
    RATING_BUCKET,
    Kind,
    rate_bucket,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

STEP_SIZES = (2_000, 20_000, 150_000)
STATISTICS_SECONDS = 600
STATISTICS = """
    SELECT most_common_elems::text::int[], most_common_elem_freqs,
           (SELECT reltuples FROM pg_class WHERE oid = 'profiles_searchentry'::regclass)
    FROM pg_stats
    WHERE schemaname = current_schema() AND tablename = 'profiles_searchentry'
      AND attname = 'tags'
"""


def _month(joined_at: datetime) -> int:
    return joined_at.year * 12 + joined_at.month


@dataclass(frozen=True)
class Ordering:
    """A column to order by, ties by the profile's id, and the buckets that it is cut into.

    `condition` leaves out the entries that have no place in it.
    """

    column: str
    is_descending: bool
    kind: Kind
    buckets: range
    bucket_of: Callable[[Any], int]
    condition: str = ""

    @property
    def direction(self) -> str:
        return "DESC" if self.is_descending else "ASC"

    def reversed(self) -> Ordering:
        """The same from the other end."""
        return replace(self, is_descending=not self.is_descending)


def _of_rates(*, is_descending: bool) -> Ordering:
    buckets = range(len(RATE_THRESHOLDS) + 1)
    return Ordering("rate", is_descending, Kind.RATE, buckets, rate_bucket, "entry.rate > 0")


def _of_numbers(column: str, kind: Kind, most: int, width: int) -> Ordering:
    """Descending over 0 to `most`, in buckets of this width."""
    return Ordering(column, True, kind, range(most // width + 1), width.__rfloordiv__)


BY_QUALITY = _of_numbers("quality", Kind.QUALITY, 1_000_000, QUALITY_BUCKET)
ORDERINGS = {
    "quality": BY_QUALITY,
    "-rating": _of_numbers("rating", Kind.RATING, 5_000, RATING_BUCKET),
    "rate": _of_rates(is_descending=False),
    "-rate": _of_rates(is_descending=True),
    "-joined": Ordering("joined_at", True, Kind.JOINED, range(2020 * 12, 2100 * 12), _month),
}


@dataclass
class Statistics:
    """How many entries carry each tag, about; kept for some minutes."""

    entries: dict[int, float] = field(default_factory=dict)
    total: float = 0
    read_at: float | None = None

    def refresh(self) -> None:
        """Read them anew when they are older than `STATISTICS_SECONDS`."""
        now = time.monotonic()
        if self.read_at is not None and now - self.read_at < STATISTICS_SECONDS:
            return
        with connection.cursor() as cursor:
            cursor.execute(STATISTICS)
            row = cursor.fetchone()
        self.read_at = now
        if row and row[0]:
            self.total = max(0, row[2])
            # The frequencies' last three are their minimum, maximum and that of null.
            frequencies = zip(row[0], row[1], strict=False)
            self.entries = {tag: share * self.total for tag, share in frequencies}

    def forget(self) -> None:
        """Read them anew at the next use: the entries have changed as a whole."""
        self.read_at = None


statistics = Statistics()


def steps(ordering: Ordering, start: Any = None) -> list[list[int]]:
    """The tags of each step, from the bucket of the value `start`, or from the end, on. Each is
    about as large as `STEP_SIZES` says; what no step holds is the rest.
    """
    statistics.refresh()
    found: list[list[int]] = [[]]
    size = 0.0
    for bucket in _buckets(ordering, start):
        tag = ordering.kind.tag(bucket)
        found[-1].append(tag)
        size += statistics.entries.get(tag, 0)
        if size >= STEP_SIZES[len(found) - 1]:
            if len(found) == len(STEP_SIZES):
                return found
            found.append([])
            size = 0
    return found[:-1]


def _buckets(ordering: Ordering, start: Any) -> Iterable[int]:
    buckets = ordering.buckets
    if ordering.is_descending:
        first = buckets[-1] if start is None else min(buckets[-1], ordering.bucket_of(start))
        return range(first, buckets[0] - 1, -1)
    first = buckets[0] if start is None else max(buckets[0], ordering.bucket_of(start))
    return range(first, buckets[-1] + 1)
