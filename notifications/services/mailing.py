"""Mails: planned with the notification, written when they are sent, and lost by nobody's death.

A row says that one is due; a task that knows its id sends it. Whatever becomes of the task, the row
is due again after a while, until it was sent, or given up after three days.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.services.preferences import preferred_by
from notifications.models import Channel, Delivery, Frequency
from notifications.services.sending import can_be_mailed, send_by_mail

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notification

# Until a worker that has one is taken for dead: tasks may have to wait for their turn.
TAKEN_FOR = timedelta(minutes=10)
AT_ONCE = 500
DIGESTS_AT = time(8)  # in the reader's zone


def plan_mail(notification: Notification, person: User, frequency: str) -> None:
    """Have a notification mailed at once, or with the next daily digest."""
    if not can_be_mailed(person):
        return
    is_digest = frequency == Frequency.DAILY
    now = timezone.now()
    due_at = _next_digest(person, now) if is_digest else now
    delivery = Delivery.objects.create(
        notification=notification,
        channel=Channel.EMAIL,
        is_digest=is_digest,
        due_at=due_at,
        next_try_at=due_at if is_digest else now + TAKEN_FOR,
    )
    if not is_digest:
        transaction.on_commit(partial(send_by_mail.enqueue, delivery.pk))


def _next_digest(person: User, now: datetime) -> datetime:
    zone = preferred_by(person).zone
    today = datetime.combine(now.astimezone(zone).date(), DIGESTS_AT, zone)
    if today > now:
        return today
    return datetime.combine(today.date() + timedelta(days=1), DIGESTS_AT, zone)


def next_mail() -> datetime | None:
    """When the next mail is due, or due again."""
    found: datetime | None = Delivery.objects.waiting().aggregate(next=Min("next_try_at"))["next"]
    return found


def queue_due() -> int:
    """Hand the mails that are due to workers; how many. Many may do so at once: each has its own.
    A digest is one mail, so one of its deliveries stands for all.
    """
    number = 0
    while taken := _take_some():
        digests = {one.notification.person_id: one.pk for one in taken if one.is_digest}
        for pk in [one.pk for one in taken if not one.is_digest] + [*digests.values()]:
            send_by_mail.enqueue(pk)
        number += len(taken)
    return number


@transaction.atomic
def _take_some() -> list[Any]:
    due = Delivery.objects.waiting().filter(next_try_at__lte=Now()).order_by("next_try_at")
    locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("notification")
    taken = list(locked[:AT_ONCE])
    again = Delivery.objects.filter(pk__in=[one.pk for one in taken])
    again.update(next_try_at=Now() + Value(TAKEN_FOR))
    return taken
