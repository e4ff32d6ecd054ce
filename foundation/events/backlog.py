"""What waits to be handed to its handlers, and what no longer has to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now

from foundation.models import Change, Event, EventDelivery, FailedEvent

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

TOPIC = "events"
PRUNED_AT_ONCE = 10_000


def waiting() -> QuerySet[Change]:
    """The notes of events that were not handed out, or have no place in the order yet."""
    position = EventDelivery.objects.filter(pk=1).values("position")
    is_behind = Q(position=None) | Q(position__gt=Coalesce(Subquery(position), 0))
    return Change.objects.filter(is_behind, topic=TOPIC)


def waiting_since() -> datetime | None:
    """When the first of them was recorded or, if that is earlier, one that failed is due again."""
    recorded: datetime | None = waiting().aggregate(first=Min("noted_at"))["first"]
    again: datetime | None = FailedEvent.objects.aggregate(first=Min("next_try_at"))["first"]
    return min((moment for moment in (recorded, again) if moment), default=None)


def prune(*, kept: timedelta) -> int:
    """Delete events of so long ago, some at a time; how many. What a handler has still to handle
    stays.
    """
    waits = Exists(waiting().filter(row_id=OuterRef("pk")))
    failed = Exists(FailedEvent.objects.filter(event_id=OuterRef("pk")))
    old = Event.objects.filter(~waits, ~failed, at__lt=Now() - Value(kept))
    number = 0
    while ids := list(old.order_by("at").values_list("pk", flat=True)[:PRUNED_AT_ONCE]):
        number += Event.objects.filter(pk__in=ids).delete()[0]
    return number
