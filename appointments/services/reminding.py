"""What time does before an appointment: both are reminded, a day and an hour before.

A reminder belongs to the agreed time: whoever moves or cancels it takes the reminder along. Each is
told once, as the row knows the next one only. Of those that nobody told in time, as no process ran,
the last one is news as long as the appointment has not begun, and the others are left out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Now

from appointments.events import APPOINTMENT_NEAR
from appointments.models import Appointment
from foundation.deadlines import each_due
from foundation.events import record

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

HOUR = timedelta(hours=1)
REMINDED_BEFORE = (timedelta(hours=24), HOUR)  # the longest first
IS_DUE = Q(status="confirmed", reminds_at__lte=Now())


def first_reminder(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind next of an appointment: at none of the moments that have passed."""
    coming = [starts_at - before for before in REMINDED_BEFORE if starts_at - before > now]
    return min(coming, default=None)


def next_reminder() -> datetime | None:
    """When the next two are to be reminded."""
    waiting = Appointment.objects.confirmed().filter(reminds_at__isnull=False)
    found: datetime | None = waiting.aggregate(next=Min("reminds_at"))["next"]
    return found


def remind_due() -> int:
    """Record all reminders whose time has come; how many. Many may run at once."""
    due = Appointment.objects.filter(IS_DUE).order_by("reminds_at")
    return sum(_remind(*row) for row in each_due(due))


@transaction.atomic
def _remind(pk: UUID) -> bool:
    """Record one that is due, once: of two processes the second finds the next one's time. No
    account is locked for it: what it writes is its own row's alone.
    """
    rows = Appointment.objects.select_for_update(no_key=True).filter(IS_DUE, pk=pk)
    found = rows.annotate(now=Now()).first()
    if found is None or found.starts_at is None:
        return False
    left = found.starts_at - found.now
    Appointment.objects.filter(pk=pk).update(reminds_at=first_reminder(found.starts_at, found.now))
    if left <= timedelta(0):
        return False
    passed = min(before for before in REMINDED_BEFORE if left <= before)
    record(
        APPOINTMENT_NEAR(
            pk,
            actor=None,
            concerns=found.party_ids,
            hours=passed // HOUR,
            project=found.project_id,
            sequence=found.sequence,
        )
    )
    return True
