"""What appointments hold about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from appointments.models import Absence, AbsenceStatus, Appointment, AppointmentMove
from appointments.services.parting import end_of_erased

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

OF_APPOINTMENT = (
    *("id", "project_id", "client__username", "freelancer__username", "status"),
    *("starts_at", "ends_at", "created_at", "changed_at"),
)
OF_MOVE = (
    *("id", "appointment_id", "side", "action", "time_zone", "is_online", "place"),
    *("text", "at"),
)
OF_ABSENCE = ("id", "appointment_id", "person__username", "status", "upheld_by", "claimed_at")


def export(user: User) -> dict[str, Any]:
    """The user's appointments, what both sides said of them, which each may read, and who is said
    not to have come.
    """
    own = Appointment.objects.of(user).order_by("id")
    moves = AppointmentMove.objects.of(user).order_by("appointment_id", "position")
    withheld = set(AppointmentMove.objects.withheld_from(user).values_list("pk", flat=True))
    absences = Absence.objects.filter(appointment__in=own.values("pk").order_by())
    return {
        "appointments": list(own.values(*OF_APPOINTMENT)),
        "appointment_moves": [
            row | ({"text": ""} if row["id"] in withheld else {}) for row in moves.values(*OF_MOVE)
        ],
        "absences": list(absences.order_by("id").values(*OF_ABSENCE, "answered_at")),
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The two sides of those appointments that have these ids, by their own or a move's."""
    theirs = Q(pk__in=ids) | Q(moves__in=ids) | Q(absences__in=ids)
    sides = Appointment.objects.filter(theirs).values_list("client", "freelancer")
    return {side for pair in sides for side in pair}


def erase(user: User) -> None:
    """Call off what is still to come, and take the user's words away, and all places where the two
    were to meet, whoever wrote them: they may be the user's home. That somebody met, and when,
    stays with the other side's. What the user said of others' absence, and others of theirs, goes
    unless it is on a record. The caller holds the lock on the user's row.
    """
    end_of_erased(user)
    AppointmentMove.objects.by(user).exclude(text="").update(text="")
    AppointmentMove.objects.of(user).exclude(place="").update(place="")
    own = Appointment.objects.of(user).values("pk")
    said = Absence.objects.filter(appointment__in=own, upheld_by=None)
    said.exclude(status=AbsenceStatus.ADMITTED).delete()
