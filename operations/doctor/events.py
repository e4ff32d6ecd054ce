"""Whether what happens is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Value
from django.db.models.functions import Now

from foundation.events import backlog
from foundation.models import FailedEvent
from notifications.models import Delivery
from notifications.services.outcomes import LONGEST_WAIT
from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIVERED_WITHIN = timedelta(minutes=5)
MAY_FAIL = 3
MAILED_WITHIN = timedelta(hours=1)


@check("events", needs_database=True)
def delivered() -> Iterator[Finding]:
    late = backlog.waiting().filter(noted_at__lt=Now() - Value(DELIVERED_WITHIN))
    if late.exists():
        yield Finding(
            "W055",
            "What happened more than five minutes ago has been told to nobody.",
            "People do not hear of proposals, deliveries and reviews.",
            "With TASKS_BACKEND=database run a worker; every few minutes: python manage.py settle "
            "(guildhall-settle.timer).",
        )


@check("events", needs_database=True)
def handlers_succeed() -> Iterator[Finding]:
    failed = FailedEvent.objects.filter(tries__gte=MAY_FAIL).values("handler")
    for row in failed.annotate(number=Count("pk"), error=Max("error")).order_by("handler"):
        yield Finding(
            "W056",
            f"{row['handler']} fails again and again at {row['number']} events: {row['error']}.",
            "Whoever they concern is not told. They are tried every hour, and kept until then.",
            "Look for event_failed in the log.",
        )


@check("events", needs_database=True)
def notifications_leave() -> Iterator[Finding]:
    tried_by_now = Now() + Value(LONGEST_WAIT)  # else they wait for the end of quiet hours
    late = Delivery.objects.waiting().filter(
        due_at__lt=Now() - Value(MAILED_WITHIN), next_try_at__lt=tried_by_now
    )
    if late.exists():
        yield Finding(
            "W057",
            "Mails or text messages of notifications have waited for more than an hour.",
            "People do not hear of proposals and deliveries unless they look; after three days "
            "these are given up.",
            "Look at the mail server (mail_failed in the log), the provider of text messages "
            "(sms_failed) and the task worker; every few minutes: python manage.py settle.",
        )
