"""Mails and text messages: planned with the notification, written when they are sent, and lost by
nobody's death.

A row says that one is due; a task that knows its id sends it. Whatever becomes of the task, the row
is due again after a while, until it was sent, or given up after three days.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min, Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.services.unverified_mail import may_go
from notifications.models import DIGESTS, Channel, Delivery, Frequency
from notifications.services.outcomes import TAKEN_FOR
from notifications.services.reaching import can_be_reached
from notifications.services.sending import send_by_mail
from notifications.services.texting import send_by_text
from notifications.services.timing import due

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from notifications.kinds import Kind
    from notifications.models import Notification

AT_ONCE = 500
TASKS = {Channel.EMAIL: send_by_mail, Channel.SMS: send_by_text}


def plan(
    notification: Notification, person: User, kind: Kind, channel: Channel, frequency: str
) -> None:
    """Have a notification sent by a channel as soon, or as late, as its reader wants it."""
    if frequency == Frequency.NEVER or kind.is_sent_by_hand:
        return
    if not can_be_reached(person, kind, channel):
        return
    now = timezone.now()
    due_at = due(person, frequency, now, is_obligatory=kind.is_obligatory)
    is_now = due_at <= now
    delivery = Delivery.objects.create(
        notification=notification,
        channel=channel,
        is_digest=frequency in DIGESTS,
        due_at=due_at,
        next_try_at=now + TAKEN_FOR if is_now else due_at,
    )
    if is_now:
        transaction.on_commit(partial(_send, delivery.pk, person, kind, channel))


def _send(delivery_id: int, person: User, kind: Kind, channel: Channel) -> None:
    """Hand it to a worker. Of mails to an address that nobody verified, some are sent only: limits
    are counted outside of transactions.
    """
    is_unverified = channel == Channel.EMAIL and person.email_verified_at is None
    if is_unverified and not may_go(f"notifications/{kind.name}", person.email or ""):
        Delivery.objects.filter(pk=delivery_id, sent_at=None).update(dropped_at=Now())
        return
    TASKS[channel].enqueue(delivery_id)


def next_mail() -> datetime | None:
    """When the next mail or text message is due, or due again."""
    found: datetime | None = Delivery.objects.waiting().aggregate(next=Min("next_try_at"))["next"]
    return found


def queue_due() -> int:
    """Hand the mails and messages that are due to workers; how many. Many may do so at once: each
    has its own. A digest is one mail, so one of its deliveries stands for all.
    """
    number = 0
    while taken := _take_some():
        digests = {one.notification.person_id: one for one in taken if one.is_digest}
        for one in [one for one in taken if not one.is_digest] + [*digests.values()]:
            TASKS[Channel(one.channel)].enqueue(one.pk)
        number += len(taken)
    return number


@transaction.atomic
def _take_some() -> list[Any]:
    due_now = Delivery.objects.waiting().filter(next_try_at__lte=Now()).order_by("next_try_at")
    locked = due_now.select_for_update(skip_locked=True, of=("self",))
    taken = list(locked.select_related("notification")[:AT_ONCE])
    again = Delivery.objects.filter(pk__in=[one.pk for one in taken])
    again.update(next_try_at=Now() + Value(TAKEN_FOR))
    return taken
