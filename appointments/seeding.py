"""An appointment for a demo, that a freelancer proposes to a client. Nobody gets a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from appointments.models import Appointment, AppointmentMove, AppointmentTime, MoveAction
from projects.models import Side

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project

ZONE = "Asia/Kolkata"
IN_DAYS = (3, 4)
HOUR = 9


@transaction.atomic
def make_appointment(project: Project, freelancer: User) -> None:
    """Two mornings, of which the client has still to confirm one."""
    today = (
        timezone.now()
        .astimezone(ZoneInfo(ZONE))
        .replace(hour=HOUR, minute=0, second=0, microsecond=0)
    )
    starts = [today + timedelta(days=days) for days in IN_DAYS]
    appointment = Appointment.objects.create(
        project=project,
        client=project.client,
        freelancer=freelancer,
        waiting=1,
        happens_at=starts[0],
        open_until=starts[-1],
    )
    move = AppointmentMove.objects.create(
        appointment=appointment,
        position=1,
        side=Side.FREELANCER,
        action=MoveAction.PROPOSE,
        time_zone=ZONE,
        place="The entrance hall",
        text="I measure the left half. It takes an hour.",
    )
    AppointmentTime.objects.bulk_create(
        AppointmentTime(move=move, starts_at=start, ends_at=start + timedelta(hours=1))
        for start in starts
    )
