"""Events are handed to their handlers after the commit, in the order of the feed: each at least
once, by one process at a time.

What a handler writes to the database is committed together with how far delivery went, so a process
that is killed leaves nothing half done: what is written is written once. What a handler does
outside of the database may be done again.

A handler that fails holds nobody up. What it failed at is kept and tried again, less and less
often, and `manage.py doctor` shows it.
"""

from __future__ import annotations

import time
import traceback
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django_tasks import task

from foundation import feed
from foundation.events.backlog import TOPIC, waiting
from foundation.models import Event, EventDelivery, FailedEvent
from foundation.retries import backed_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from foundation.events.kinds import EventKind

    Handle = Callable[[Event], object]

logger = structlog.get_logger("guildhall.events")

AT_ONCE = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
# Another process gives changes their positions at this moment: ours are among them, or next.
MOMENT_SECONDS, MOMENTS = 0.01, 100


@dataclass(frozen=True)
class Handler:
    """What does something about events. Its name stands in the rows of what it failed at."""

    name: str
    handle: Handle


_handlers: dict[str, list[Handler]] = defaultdict(list)


def handles(name: str, *kinds: EventKind) -> Callable[[Handle], Handle]:
    """Have the decorated function called with each event of these kinds, in a transaction, and if
    that fails once more.
    """

    def register(handle: Handle) -> Handle:
        for kind in kinds:
            _handlers[kind.name].append(Handler(name, handle))
        return handle

    return register


@task()
def deliver_events() -> None:
    """Hand out what waits. Runs on a task worker."""
    deliver()


def deliver_soon() -> None:
    """Have a task worker hand out what waits."""
    deliver_events.enqueue()


def deliver() -> int:
    """Hand out all events that wait, and what failed and is due again; how many. Where another
    process is at it, that one does these as well.
    """
    handed = sum(iter(_try_one_again, 0))
    idle = 0
    while idle < MOMENTS:
        feed.number()
        number = _hand_out_some()
        if number is None:
            break
        handed += number
        if not number:
            # Asked once the lock is free: who recorded an event and found it taken relies on it.
            if not waiting().exists():
                break
            idle += 1
            time.sleep(MOMENT_SECONDS)
    return handed


def _hand_out_some() -> int | None:
    """How many were handed out; None if another process is at it."""
    with transaction.atomic():
        EventDelivery.objects.get_or_create(pk=1)
        mine = EventDelivery.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if mine is None:
            return None
        changes = feed.after(TOPIC, mine.position, limit=AT_ONCE)
        if changes:
            events = Event.objects.in_bulk([change.row_id for change in changes])
            _hand_out(events[change.row_id] for change in changes if change.row_id in events)
            EventDelivery.objects.filter(pk=1).update(position=changes[-1].position)
    return len(changes)


def _hand_out(events: Iterable[Event]) -> None:
    for event in events:
        for handler in _handlers[event.type]:
            if error := _failure(handler, event):
                FailedEvent.objects.create(
                    event_id=event.pk,
                    handler=handler.name,
                    error=_kind(error),
                    next_try_at=Now() + FIRST_WAIT,
                )


def _failure(handler: Handler, event: Event) -> Exception | None:
    """What the handler failed with; what it did then is undone."""
    try:
        with transaction.atomic():
            handler.handle(event)
    except Exception as error:  # whatever a handler raises is kept, logged and shown
        logger.error(
            "event_failed",
            handler=handler.name,
            kind=event.type,
            id=str(event.pk),
            error=_kind(error),
            traceback="".join(traceback.format_tb(error.__traceback__)),
        )
        return error
    return None


def _try_one_again() -> int:
    """1 if there was one that failed and is due."""
    with transaction.atomic():
        due = FailedEvent.objects.select_for_update(skip_locked=True).filter(next_try_at__lte=Now())
        failed = due.order_by("next_try_at").first()
        if failed is None:
            return 0
        event = Event.objects.filter(pk=failed.event_id).first()
        handlers = _handlers[event.type] if event else []
        handler = next((one for one in handlers if one.name == failed.handler), None)
        error = _failure(handler, event) if handler and event else None
        if error is None:
            failed.delete()
        else:
            failed.tries += 1
            failed.error = _kind(error)
            wait = backed_off(failed.tries, first=FIRST_WAIT, longest=LONGEST_WAIT)
            failed.next_try_at = Now() + wait
            failed.save()
    return 1


def _kind(error: Exception) -> str:
    """Not what it says, which may be of a person."""
    return f"{type(error).__module__}.{type(error).__qualname__}"[:200]
