"""From the best downwards, in steps of bounded size: the one way in which search reads entries.

The planner has to guess how many entries match words and filters together, and a wrong guess costs
it seconds: it walks the quality index for matches that are not there, or collects half the table
to sort it. So nothing is left to guess. Each ordering is cut into buckets, every entry carries its
bucket as a tag, and neighbouring buckets make steps of some two thousand entries, then of three
times as many, and so on, then the rest. Within a step the index intersects words, filters
and buckets; the first step that fills the page is the last one read. Frequent matches are found on
the first step, rare ones are few on any: either way the entries read are bounded (docs/search.md).

When the statistics say that the matches are few anyhow, there are no steps: one look takes all.

Where the steps are cut has no influence on the result, only on its cost: PostgreSQL's own
statistics of the tags are good enough for it.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import connections, router
from django.utils import timezone

from profiles.models import SearchEntry
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

STEP_SIZES = (2_000, 6_000, 18_000, 54_000, 162_000)
FEW = 7_000
STATISTICS_SECONDS = 600
STATISTICS = """
    SELECT tags.most_common_elems::text::int[], tags.most_common_elem_freqs,
           (SELECT reltuples FROM pg_class WHERE oid = 'profiles_searchentry'::regclass),
           rate.most_common_vals::text::int[], rate.most_common_freqs,
           rate.histogram_bounds::text::int[]
    FROM pg_stats tags JOIN pg_stats rate USING (schemaname, tablename)
    WHERE schemaname = current_schema() AND tablename = 'profiles_searchentry'
      AND tags.attname = 'tags' AND rate.attname = 'rate'
"""


def _month(joined_at: datetime) -> int:
    return joined_at.year * 12 + joined_at.month


def _months() -> range:
    """Up to the next one, for clocks that differ; those of before 2020 are in the rest."""
    return range(2020 * 12, _month(timezone.now()) + 2)


@dataclass(frozen=True)
class Ordering:
    """A column to order by, ties by the profile's id, and the buckets that it is cut into.

    `condition` leaves out the entries that have no place in it.
    """

    column: str
    is_descending: bool
    kind: Kind
    buckets: Callable[[], range]
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
    return Ordering(
        "rate", is_descending, Kind.RATE, lambda: buckets, rate_bucket, "entry.rate + 0 > 0"
    )


def _of_numbers(column: str, kind: Kind, most: int, width: int) -> Ordering:
    """Descending over 0 to `most`, in buckets of this width."""
    buckets = range(most // width + 1)
    return Ordering(column, True, kind, lambda: buckets, width.__rfloordiv__)


BY_QUALITY = _of_numbers("quality", Kind.QUALITY, 1_000_000, QUALITY_BUCKET)
ORDERINGS = {
    "quality": BY_QUALITY,
    "-rating": _of_numbers("rating", Kind.RATING, 5_000, RATING_BUCKET),
    "rate": _of_rates(is_descending=False),
    "-rate": _of_rates(is_descending=True),
    "-joined": Ordering("joined_at", True, Kind.JOINED, _months, _month),
}


@dataclass
class Statistics:
    """How many entries carry each tag, about; kept for some minutes."""

    entries: dict[int, float] = field(default_factory=dict)
    total: float = 0
    common_rates: list[tuple[int, float]] = field(default_factory=list)
    """Frequent rates, each with its share of the entries."""

    rate_bounds: list[int] = field(default_factory=list)
    """What divides the other rates into parts of equal size."""

    read_at: float | None = None

    def refresh(self) -> None:
        """Read them anew when they are older than `STATISTICS_SECONDS`."""
        now = time.monotonic()
        if self.read_at is not None and now - self.read_at < STATISTICS_SECONDS:
            return
        with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
            cursor.execute(STATISTICS)
            row = cursor.fetchone()
        self.read_at = now
        if row and row[0]:
            self.total = max(0, row[2])
            # The frequencies' last three are their minimum, maximum and that of null.
            frequencies = zip(row[0], row[1], strict=False)
            self.entries = {tag: share * self.total for tag, share in frequencies}
            self.common_rates = list(zip(row[3] or [], row[4] or [], strict=True))
            self.rate_bounds = row[5] or []

    def share_of_rates(self, lowest: int, highest: int) -> float:
        """Which share of the entries has a rate from `lowest` to `highest`, about."""
        common = sum(share for rate, share in self.common_rates if lowest <= rate <= highest)
        others = 1 - sum(share for _rate, share in self.common_rates)
        parts = max(1, len(self.rate_bounds) - 1)
        first = bisect_left(self.rate_bounds, lowest)
        last = bisect_right(self.rate_bounds, highest)
        # A range within one part has as much of it as it is wide.
        within = min(1.0, (highest - lowest) / max(1, highest)) if first == last else 0
        return min(1.0, common + others * (last - first + within) / parts)

    def forget(self) -> None:
        """Read them anew at the next use: the entries have changed as a whole."""
        self.read_at = None


statistics = Statistics()


def steps(ordering: Ordering, start: Any = None, end: Any = None) -> list[list[int]]:
    """The tags of each step, from the bucket of the value `start`, or from the end of the list, to
    that of `end`. Each is about as large as `STEP_SIZES` says; what no step holds is the rest, and
    there is none when an `end` is given.
    """
    statistics.refresh()
    found: list[list[int]] = [[]]
    size = 0.0
    for bucket in _buckets(ordering, start, end):
        tag = ordering.kind.tag(bucket)
        found[-1].append(tag)
        size += statistics.entries.get(tag, 0)
        if size >= STEP_SIZES[min(len(found), len(STEP_SIZES)) - 1]:
            if end is None and len(found) == len(STEP_SIZES):
                return found
            found.append([])
            size = 0
    return [step for step in found if step] if end is not None else found[:-1]


def _buckets(ordering: Ordering, start: Any, end: Any) -> Iterable[int]:
    lowest, highest = (buckets := ordering.buckets())[0], buckets[-1]
    first, last = (highest, lowest) if ordering.is_descending else (lowest, highest)
    first = first if start is None else min(highest, max(lowest, ordering.bucket_of(start)))
    last = last if end is None else min(highest, max(lowest, ordering.bucket_of(end)))
    return range(first, last - 1, -1) if ordering.is_descending else range(first, last + 1)


def expected(shares: Iterable[float]) -> list[float]:
    """How many entries may be left after each of these conditions, the most selective first.

    Conditions go together more often than by chance: the first counts whole, the next by its root,
    then by the fourth, and so on (the exponential backoff of SQL Server 2014's cardinality
    estimator).
    """
    statistics.refresh()
    left = [statistics.total]
    for place, one in enumerate(sorted(shares)):
        left.append(left[-1] * one ** (1 / 2**place))
    return left


def is_few(shares: Iterable[float]) -> bool:
    """Whether entries that meet conditions of these shares are so few that no steps are needed."""
    return expected(shares)[-1] < FEW


def share(tags: Iterable[int]) -> float:
    """Which share of the entries has one of these tags, about, when each has only one of them."""
    statistics.refresh()
    return min(1.0, sum(statistics.entries.get(tag, 0) for tag in tags) / (statistics.total or 1))
