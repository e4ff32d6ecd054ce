"""Figures of moderation over a time: for the dashboard and the transparency report alike.

Each reads a range of an index on a time, so that what it costs grows with the range and not with
the size of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, F, Min
from django.db.models.functions import TruncDate

from accounts.models import User
from moderation.models import (
    Action,
    Appeal,
    AppealOutcome,
    Case,
    CopiedText,
    Decision,
    Outcome,
    Reason,
    Report,
)
from reviews.models import Review

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Continuous percentiles, as SQL:2003 defines them.
TIMES = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - opened_at)),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - opened_at))
    FROM moderation_case WHERE decided_at >= %s AND decided_at < %s
"""
AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))


@dataclass(frozen=True)
class Period:
    """From the beginning of a day to the end of another, both in UTC."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), UTC)

    @property
    def end(self) -> datetime:
        """The first moment that is not in it."""
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), UTC)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @classmethod
    def of_last_days(cls, number: int) -> Period:
        """So many days, today being the last."""
        today = datetime.now(UTC).date()
        return cls(today - timedelta(days=number - 1), today)

    def within(self, rows: QuerySet, field: str) -> QuerySet:
        """Those of which the time is in the period."""
        return rows.filter(**{f"{field}__gte": self.start, f"{field}__lt": self.end})


@dataclass(frozen=True)
class Share:
    """A part of a whole; `percent` is None of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True)
class Moderation:
    """What moderation did in a period. Times are of cases decided in it, from the first report."""

    reports: dict[str, int]
    decisions: dict[str, int]
    grounds: dict[str, int]
    median_time: timedelta | None
    ninetieth_time: timedelta | None
    reports_upheld: Share
    appeals: int
    overturned: Share


def moderation_in(period: Period) -> Moderation:
    """The figures of a period."""
    decisions = period.within(Decision.objects.all(), "made_at")
    median, ninetieth = _times(period)
    answered = period.within(Appeal.objects.all(), "decided_at")
    return Moderation(
        reports=_by(period.within(Report.objects.all(), "created_at"), "reason", Reason.values),
        decisions=_by(decisions, "action", Action.values),
        grounds=_by(decisions.filter(ground__isnull=False), "ground__title"),
        median_time=median,
        ninetieth_time=ninetieth,
        reports_upheld=_upheld(period),
        appeals=period.within(Appeal.objects.all(), "created_at").count(),
        overturned=Share(
            answered.filter(outcome=AppealOutcome.OVERTURNED).count(), answered.count()
        ),
    )


def _by(rows: QuerySet, field: str, values: list[str] | None = None) -> dict[str, int]:
    """How many of each value; those of `values` that there are none of, too."""
    counts = rows.order_by(field).values_list(field).annotate(number=Count("pk"))
    return dict.fromkeys(values or (), 0) | dict(counts)


def _times(period: Period) -> tuple[timedelta | None, timedelta | None]:
    with connection.cursor() as cursor:
        cursor.execute(TIMES, [period.start, period.end])
        median, ninetieth = cursor.fetchone()
    return (
        None if median is None else timedelta(seconds=float(median)),
        None if ninetieth is None else timedelta(seconds=float(ninetieth)),
    )


def _upheld(period: Period) -> Share:
    decided = period.within(Case.objects.all(), "decided_at").values("pk")
    outcomes = _by(Report.objects.filter(case__in=decided), "outcome", Outcome.values)
    return Share(outcomes[Outcome.UPHELD], sum(outcomes.values()))


@dataclass(frozen=True)
class Queue:
    """The open cases: how many of which age, and since when the oldest waits; the copied texts
    and appeals that wait for somebody.
    """

    by_age: list[int]
    oldest: datetime | None
    appeals: int
    copied_texts: int

    @property
    def number(self) -> int:
        return sum(self.by_age)


def queue_now() -> Queue:
    """The open cases and appeals. `by_age` counts those up to a day, three days, a week, older."""
    waiting = Case.objects.open()
    now = datetime.now(UTC)
    edges = [now - age for age in AGES]
    older = [waiting.filter(opened_at__lt=edge).count() for edge in edges]
    counts = [waiting.count(), *older, 0]
    return Queue(
        by_age=[counts[n] - counts[n + 1] for n in range(len(counts) - 1)],
        oldest=waiting.aggregate(oldest=Min("opened_at"))["oldest"],
        appeals=Appeal.objects.filter(decided_at=None).count(),
        copied_texts=CopiedText.objects.waiting().count(),
    )


def users_a_day(period: Period) -> list[int]:
    """How many registered on each day."""
    return _a_day(period, User.objects.all(), "created_at")


def reviews_a_day(period: Period) -> list[int]:
    """How many reviews were submitted on each day. That they are says nothing of what they say."""
    return _a_day(period, Review.objects.all(), "submitted_at")


def _a_day(period: Period, rows: QuerySet, field: str) -> list[int]:
    found = (
        period.within(rows, field)
        .order_by()
        .annotate(day=TruncDate(F(field), tzinfo=UTC))
        .values_list("day")
        .annotate(number=Count("pk"))
    )
    numbers = dict(found)
    return [numbers.get(day, 0) for day in period.days]


def ratings_in(period: Period) -> list[int]:
    """How many of the reviews submitted in the period that are public now have one star, two, up to
    five.
    """
    public = period.within(Review.objects.public(), "submitted_at")
    numbers = _by(public, "rating")
    return [numbers.get(stars, 0) for stars in range(1, 6)]  # type: ignore[call-overload]
