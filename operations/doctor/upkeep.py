"""The commands that a timer has to run: they leave no note, but what they leave undone shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Now

from foundation import deadlines
from foundation.models import LimitCounter
from operations.doctor.findings import Finding, check
from profiles.models import SearchEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

PRUNED_WITHIN = timedelta(days=3)
SETTLED_WITHIN = timedelta(hours=1)
SCORED_WITHIN = timedelta(days=3)


@check("upkeep", needs_database=True)
def pruned() -> Iterator[Finding]:
    left = LimitCounter.objects.filter(expires_at__lt=Now() - Value(PRUNED_WITHIN))
    if left.exists():
        yield Finding(
            "W091",
            "prune has not run for days.",
            "Sessions, codes, counters and CVs are kept longer than people were told.",
            "Every day: python manage.py prune (guildhall-daily.timer).",
        )


@check("upkeep", needs_database=True)
def settled() -> Iterator[Finding]:
    if deadlines.is_overdue(by=SETTLED_WITHIN):
        yield Finding(
            "W092",
            "settle has not run for more than an hour.",
            "Reviews that were revealed and restrictions that ended are told to nobody.",
            "Every few minutes: python manage.py settle (guildhall-settle.timer).",
        )


@check("upkeep", needs_database=True)
def rankings() -> Iterator[Finding]:
    if SearchEntry.objects.filter(scored_on__lt=Now() - Value(SCORED_WITHIN)).exists():
        yield Finding(
            "W093",
            "rebuild_search has not run for days.",
            "Who was active long ago is ranked as if it were yesterday.",
            "Every day: python manage.py rebuild_search (guildhall-daily.timer).",
        )
