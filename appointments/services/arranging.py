"""Agreeing on when and where: one side proposes, the other confirms, and either calls it off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.blocks import is_between
from accounts.models import User
from accounts.services.status import require_verified
from appointments import errors
from appointments.events import (
    APPOINTMENT_CANCELLED,
    APPOINTMENT_CONFIRMED,
    APPOINTMENT_DECLINED,
    APPOINTMENT_PROPOSED,
)
from appointments.models import (
    LIVE,
    Appointment,
    AppointmentMove,
    AppointmentStatus,
    AppointmentTime,
    MoveAction,
)
from appointments.services.limits import count_move, count_proposal
from appointments.services.locking import lock_people, locked_appointment, require_in_touch
from appointments.services.reminding import first_reminder
from foundation.events import record
from projects.joined import was_asked
from projects.services.locking import locked_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from appointments.proposed import Period, Proposed
    from foundation.events import EventKind
    from projects.models import Project

# By then legislators may have moved the clocks.
FURTHEST = timedelta(days=730)
MAX_TO_COME = 10  # of two people about one project


def propose(*, user: User, project: Project, proposed: Proposed, to: str = "") -> Appointment:
    """Propose times for a new appointment: the client to the freelancer of the username `to`, which
    may be left out when one does the project; a freelancer to the client.

    Raises NobodyToMeet, NothingToMeetAbout, NotVerified, LimitExceeded, TimeInThePast, TimeTooFar,
    SameTimeTwice, TooManyAppointments, SessionEnded and what `require_in_touch` raises.
    """
    freelancer_id = _freelancer(user, project, to.removeprefix("@").lower())
    require_verified(user)
    count_proposal(user)
    _require_sound(proposed.times)
    with transaction.atomic():
        parties = {"client_id": project.client_id, "freelancer_id": freelancer_id}
        lock_people(user, *parties.values())
        locked = locked_project(project.pk)
        between = Appointment.objects.coming().filter(project=locked, freelancer=freelancer_id)
        if between.count() >= MAX_TO_COME:
            raise errors.TooManyAppointments(MAX_TO_COME)
        appointment = Appointment.objects.create(
            project=locked, **parties, waiting=1, **_waiting_times(proposed)
        )
        require_in_touch(appointment, user)
        _propose(appointment, user, proposed)
    return appointment


def propose_others(*, user: User, appointment: Appointment, proposed: Proposed) -> None:
    """Propose other times, in place of those that wait, whoever proposed them. A confirmed one
    stays until one of the new times is confirmed. Where it was stays, unless the proposal says it.

    Raises NotVerified, LimitExceeded, TimeInThePast, TimeTooFar, SameTimeTwice, AppointmentOver,
    SessionEnded and what `require_in_touch` raises.
    """
    require_verified(user)
    count_proposal(user)
    _require_sound(proposed.times)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        if locked.status not in LIVE or _has_begun(locked):
            raise errors.AppointmentOver
        require_in_touch(locked, user)
        standing = locked.standing
        locked.last_position += 1
        locked.waiting = locked.last_position
        for name, value in _waiting_times(proposed).items():
            if name == "open_until" or locked.agreed is None:
                setattr(locked, name, value)
        _save(locked)
        _propose(locked, user, proposed, standing)


def confirm(*, user: User, appointment: Appointment, time: UUID) -> None:
    """Agree on one of the times that the other side proposed: of two who confirm at once, the
    second finds that nothing waits.

    Raises NotVerified, LimitExceeded, AppointmentOver, NothingWaits, OwnProposal, OtherTimes,
    NoSuchTime, TimePassed, SessionEnded and what `require_in_touch` raises.
    """
    require_verified(user)
    count_move(user)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        require_in_touch(locked, user)
        chosen = _chosen(locked, user, time)
        is_other_time = locked.agreed is not None
        locked.agreed, locked.waiting, locked.open_until = locked.waiting, None, None
        locked.status = AppointmentStatus.CONFIRMED
        locked.starts_at, locked.ends_at = chosen.starts_at, chosen.ends_at
        locked.happens_at = chosen.starts_at
        locked.sequence += is_other_time
        locked.reminds_at = first_reminder(chosen.starts_at, timezone.now())
        _move(locked, user, MoveAction.CONFIRM)
        _tell(APPOINTMENT_CONFIRMED, locked, user, sequence=locked.sequence)


def decline(*, user: User, appointment: Appointment, text: str = "") -> None:
    """Decline the times that wait or, of one's own, take them back. What was agreed before stays.

    Raises LimitExceeded, AppointmentOver, NothingWaits and SessionEnded.
    """
    count_move(user)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        if locked.status not in LIVE:
            raise errors.AppointmentOver
        if locked.waiting is None:
            raise errors.NothingWaits
        locked.waiting, locked.open_until = None, None
        if locked.agreed is None:
            locked.status = AppointmentStatus.DECLINED
        _move(locked, user, MoveAction.DECLINE, text=text)
        _tell(APPOINTMENT_DECLINED, locked, user)


def cancel(*, user: User, appointment: Appointment, reason: str = "") -> None:
    """Call an appointment off, whatever became of the project or the other side. What both agreed
    on needs a reason.

    Raises LimitExceeded, AppointmentOver, ReasonMissing and SessionEnded.
    """
    count_move(user)
    with transaction.atomic():
        locked = locked_appointment(user, appointment)
        if locked.status not in LIVE or locked.is_over(timezone.now()):
            raise errors.AppointmentOver
        if locked.agreed is not None and not reason:
            raise errors.ReasonMissing
        call_off(locked, by=user, text=reason)


def call_off(locked: Appointment, *, by: User | None, text: str = "") -> None:
    """Cancel a live appointment whose row is locked, and have it told; nobody did it where it
    follows from something else.
    """
    locked.status = AppointmentStatus.CANCELLED
    locked.waiting = locked.open_until = locked.reminds_at = None
    locked.sequence += locked.agreed is not None
    _move(locked, by, MoveAction.CANCEL, text=text)
    _tell(APPOINTMENT_CANCELLED, locked, by)


def _freelancer(user: User, project: Project, username: str) -> UUID:
    """The freelancer whom the appointment is with, or who proposes it."""
    if user.pk != project.client_id:
        if user.pk != project.freelancer_id and not was_asked(project, user.pk):
            raise errors.NothingToMeetAbout
        if username:
            raise errors.NobodyToMeet
        return user.pk
    if not username and project.freelancer_id:
        return project.freelancer_id
    named = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if named and (named == project.freelancer_id or was_asked(project, named)):
        return named
    raise errors.NobodyToMeet


def _require_sound(times: Sequence[Period]) -> None:
    now = timezone.now()
    if any(one.starts_at <= now for one in times):
        raise errors.TimeInThePast
    if any(one.ends_at > now + FURTHEST for one in times):
        raise errors.TimeTooFar
    if len(set(times)) < len(times):
        raise errors.SameTimeTwice


def _waiting_times(proposed: Proposed) -> dict[str, datetime]:
    starts = [one.starts_at for one in proposed.times]
    return {"happens_at": min(starts), "open_until": max(starts)}


def _has_begun(appointment: Appointment) -> bool:
    return appointment.starts_at is not None and appointment.starts_at <= timezone.now()


def _chosen(appointment: Appointment, user: User, time: UUID) -> AppointmentTime:
    """The time that the user means, if it waits for them."""
    if appointment.status not in LIVE or _has_begun(appointment):
        raise errors.AppointmentOver
    if appointment.waiting is None:
        raise errors.NothingWaits
    found = AppointmentTime.objects.filter(pk=time, move__appointment=appointment)
    chosen = found.select_related("move").first()
    if chosen is None:
        raise errors.NoSuchTime
    if chosen.move.position != appointment.waiting:
        raise errors.OtherTimes
    if chosen.move.side == appointment.side_of(user):
        raise errors.OwnProposal
    if chosen.starts_at <= timezone.now():
        raise errors.TimePassed
    return chosen


def _propose(
    appointment: Appointment,
    user: User,
    proposed: Proposed,
    standing: AppointmentMove | None = None,
) -> None:
    """Write down what is proposed, at the position that the appointment waits at, and tell it."""
    move = AppointmentMove.objects.create(
        appointment=appointment,
        position=appointment.last_position,
        side=appointment.side_of(user),
        action=MoveAction.PROPOSE,
        time_zone=proposed.time_zone,
        **proposed.beside(standing),
        text=proposed.text,
    )
    AppointmentTime.objects.bulk_create(
        AppointmentTime(move=move, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in proposed.times
    )
    is_moving = appointment.agreed is not None
    _tell(APPOINTMENT_PROPOSED, appointment, user, is_moving=is_moving)


def _move(appointment: Appointment, user: User | None, action: MoveAction, text: str = "") -> None:
    """Write down what was done, and the appointment as it is by that. Words across a block are kept
    for their author alone.
    """
    appointment.last_position += 1
    AppointmentMove.objects.create(
        appointment=appointment,
        position=appointment.last_position,
        side=appointment.side_of(user) if user else "",
        action=action,
        text=text,
        is_withheld=bool(user and text) and is_between(appointment.client, appointment.freelancer),
    )
    _save(appointment)


def _save(appointment: Appointment) -> None:
    appointment.changed_at = Now()  # type: ignore[assignment]
    appointment.save()


def _tell(kind: EventKind, appointment: Appointment, user: User | None, **body: Any) -> None:
    record(
        kind(
            appointment.pk,
            actor=user.pk if user else None,
            concerns=appointment.party_ids,
            project=appointment.project_id,
            **body,
        )
    )
