"""Appointments between people, by the services that make them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from appointments.models import Appointment, AppointmentTime
from appointments.proposed import Period, Proposed
from appointments.services.arranging import confirm, propose
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from projects.models import Invitation, Proposal

BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)


def in_days(days: float, *, hour: int = 9) -> datetime:
    """A full hour in so many days, by the clocks of Berlin."""
    day = (timezone.now() + timedelta(days=days)).astimezone(ZoneInfo(BERLIN))
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def proposed(*starts: datetime, **fields: Any) -> Proposed:
    """These times of an hour each; in three days unless it is said."""
    times = [Period(start, start + HOUR) for start in starts or (in_days(3),)]
    given = {"time_zone": BERLIN, "place": "Lake Road 12"}
    return Proposed(times=times, **given | fields)


def body(*starts: datetime, **fields: Any) -> dict[str, Any]:
    """The same as the API takes it."""
    times = [
        {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "minutes": 60} for start in starts or (in_days(3),)
    ]
    return {"times": times, "time_zone": BERLIN, "place": "Lake Road 12"} | fields


def make_appointment(
    between: Proposal | Invitation, *starts: datetime, by: User | None = None, **fields: Any
) -> Appointment:
    """Times that a freelancer who proposed or was invited proposes to the client, or the other way
    round.
    """
    project, freelancer = between.project, between.freelancer
    for person in (project.client, freelancer):
        make_profile(person)
    user = by or freelancer
    to = freelancer.username if user.pk == project.client_id else ""
    return propose(user=user, project=project, proposed=proposed(*starts, **fields), to=to)


def time_of(appointment: Appointment, number: int = 0) -> UUID:
    """The id of one of the times that wait, in their order."""
    appointment.refresh_from_db()
    times = AppointmentTime.objects.filter(
        move__appointment=appointment, move__position=appointment.waiting
    )
    return times[number].pk


def make_confirmed(between: Proposal | Invitation, *starts: datetime, **fields: Any) -> Appointment:
    """An appointment that the client confirmed."""
    appointment = make_appointment(between, *starts, **fields)
    confirm(user=between.project.client, appointment=appointment, time=time_of(appointment))
    appointment.refresh_from_db()
    return appointment


def make_past(between: Proposal | Invitation, *, ago: timedelta = 2 * HOUR) -> Appointment:
    """A confirmed one that began so long ago, and took an hour."""
    appointment = make_confirmed(between)
    starts_at = timezone.now() - ago
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=starts_at, ends_at=starts_at + HOUR, happens_at=starts_at, reminds_at=None
    )
    appointment.refresh_from_db()
    return appointment
