"""Saying that somebody did not come, and what the other one says to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from appointments import errors
from appointments.events import ABSENCE_ANSWERED, ABSENCE_CLAIMED
from appointments.models import Absence, AbsenceStatus, AppointmentStatus
from appointments.services.limits import count_absence, count_move
from appointments.services.locking import locked_appointment
from foundation.events import record
from profiles.models import Profile
from profiles.services.standing import set_missed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from appointments.models import Appointment

# Whoever is held up a little is late, not absent.
FROM, UNTIL = timedelta(minutes=15), timedelta(days=14)
UNSETTLED = (AbsenceStatus.CLAIMED, AbsenceStatus.DENIED)


def can_be_claimed(appointment: Appointment) -> bool:
    """Whether it is the time to say who did not come."""
    if appointment.status != AppointmentStatus.CONFIRMED:
        return False
    if appointment.starts_at is None or appointment.ends_at is None:
        return False
    return appointment.starts_at + FROM <= timezone.now() <= appointment.ends_at + UNTIL


def claim_absence(*, user: User, appointment: Appointment) -> Absence:
    """Say that the other side did not come, who is asked whether that is so.

    Raises LimitExceeded, NotTheTime, PersonAway, AbsenceSaidAlready and SessionEnded.
    """
    count_absence(user)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        if not can_be_claimed(locked):
            raise errors.NotTheTime
        other = locked.other_of(user)
        if other.erased_at is not None:
            raise errors.PersonAway
        absence, is_new = Absence.objects.get_or_create(appointment=locked, person=other)
        if not is_new:
            raise errors.AbsenceSaidAlready
        record(
            ABSENCE_CLAIMED(
                locked.pk,
                actor=user.pk,
                concerns=locked.party_ids,
                project=locked.project_id,
            )
        )
    return absence


def answer_absence(*, user: User, appointment: Appointment, answer: AbsenceStatus) -> None:
    """Agree that one did not come, which puts it on the own record, or deny it. What was denied can
    still be agreed to.

    Raises LimitExceeded, NoAbsence and SessionEnded.
    """
    count_move(user)
    from_statuses = UNSETTLED if answer == AbsenceStatus.ADMITTED else (AbsenceStatus.CLAIMED,)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        own = Absence.objects.filter(appointment=locked, person=user, status__in=from_statuses)
        if not own.update(status=answer, answered_at=Now()):
            raise errors.NoAbsence
        update_record(user)
        record(
            ABSENCE_ANSWERED(
                locked.pk,
                actor=user.pk,
                concerns=locked.party_ids,
                answer=str(answer.value),
                project=locked.project_id,
            )
        )


def withdraw_absence(*, user: User, appointment: Appointment) -> None:
    """Take back that the other side did not come: it is on no record by that. What a moderator
    decided is not taken back by hand.

    Raises LimitExceeded, NoAbsence and SessionEnded.
    """
    count_move(user)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        other = locked.other_of(user)
        said = Absence.objects.filter(appointment=locked, person=other, upheld_by=None)
        standing = said.exclude(status=AbsenceStatus.WITHDRAWN)
        if not standing.update(status=AbsenceStatus.WITHDRAWN, answered_at=Now()):
            raise errors.NoAbsence
        update_record(other)


def judge_absence(*, absence: Absence, upheld_by: UUID | None, overrides: UUID | None) -> None:
    """Put on somebody's record what a decision of moderation says is so, or take it off again with
    the decision that said so: what they agreed to themselves stays. In its transaction.
    """
    said = Absence.objects.filter(pk=absence.pk)
    if upheld_by is None:
        said = said.filter(upheld_by=overrides, upheld_by__isnull=False)
    if said.update(upheld_by=upheld_by):
        update_record(absence.person)


def update_record(person: User) -> None:
    """Set how many appointments somebody's profile says that they missed. Counted under the
    profile's lock.
    """
    with transaction.atomic():
        Profile.objects.lock().filter(user=person).first()
        missed = Absence.objects.on_record().filter(person=person)
        set_missed(user=person, number=missed.count())
