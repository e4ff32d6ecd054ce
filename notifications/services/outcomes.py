"""What becomes of what was to be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils import timezone

from foundation.retries import backed_off
from notifications.models import Delivery
from notifications.services.timing import after_quiet_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from notifications.models.delivery import DeliveryQuerySet

# Until a worker that has one is taken for dead: tasks may have to wait for their turn.
TAKEN_FOR = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=3)


def these(deliveries: Sequence[Delivery]) -> DeliveryQuerySet:
    """Those of these that were not sent meanwhile. By their ids, and not by all that waits."""
    return Delivery.objects.filter(pk__in=[one.pk for one in deliveries], sent_at=None)


def wait_for_quiet_hours(deliveries: Sequence[Delivery], person: User) -> bool:
    """Whether their reader has quiet hours now: then they are tried at the end of these."""
    now = timezone.now()
    until = after_quiet_hours(person, now)
    if until > now:
        these(deliveries).update(next_try_at=until)
    return until > now


def note_failure(deliveries: Sequence[Delivery], *, is_permanent: bool) -> None:
    """Have them tried again, less and less often, or given up."""
    is_over = min(one.due_at for one in deliveries) < timezone.now() - GIVEN_UP_AFTER
    if is_permanent or is_over:
        these(deliveries).update(dropped_at=Now())
        return
    tries = max(one.tries for one in deliveries)
    wait = backed_off(tries, first=FIRST_WAIT, longest=LONGEST_WAIT)
    these(deliveries).update(tries=tries + 1, next_try_at=Now() + wait)
