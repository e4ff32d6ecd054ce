"""What is told of appointments, and of who did not come to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.blocks import unseen_by
from appointments import events
from appointments.models import Absence, Appointment, AppointmentStatus
from foundation.moments import moment
from notifications.kinds import Facts, Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.people import actors_of, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from accounts.models import User
    from notifications.models import Notification

REMINDER, PROPOSED, CLAIMED = "appointment_reminder", "appointment_proposed", "absence_claimed"
ANSWERED = "absence_answered"
MOVING, BY_TIME, OUTDATED, DENIED = "moving", "by_time", "outdated", "denied"


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of appointments in which the reader is a side: five queries."""
    wanted = {one.subject_id for one in notifications}
    own = Appointment.objects.of(reader).select_related("project")
    found = own.prefetch_related("moves", "absences").in_bulk(wanted)
    actors, unseen = actors_of(notifications, reader), unseen_by(reader)
    return {
        one.pk: Facts(
            names={
                "by": named(actors, one.actor_id),
                "title": appointment.project.shown_title,
                "when": moment(appointment.starts_at),
            },
            path=f"/appointments/{appointment.pk}",
            file_path=_file_of(appointment),
            quote=_words_of(one, appointment, reader),
            variant=_variant(one, appointment),
            project_id=appointment.project_id,
            is_outdated=_is_outdated(one, appointment)
            or (one.kind == PROPOSED and one.actor_id in unseen),
        )
        for one in notifications
        if (appointment := found.get(one.subject_id))
    }


def _file_of(appointment: Appointment) -> str:
    """The file for the reader's own calendar, of what is or was agreed on."""
    return f"/appointments/{appointment.pk}.ics" if appointment.agreed is not None else ""


def _words_of(one: Notification, appointment: Any, reader: User) -> str:
    """What came with a cancellation or a decline, as long as nothing came after it."""
    last = max(appointment.moves.all(), key=lambda move: move.position)
    is_last = one.kind in ("appointment_cancelled", "appointment_declined")
    is_quoted = is_last and last.action in ("cancel", "decline")
    return last.text_for(appointment.side_of(reader)) if is_quoted else ""


def _variant(one: Notification, appointment: Appointment) -> str:
    if _is_outdated(one, appointment):
        return OUTDATED
    if one.kind == PROPOSED and one.body["is_moving"]:
        return MOVING
    if one.kind == ANSWERED and one.body["answer"] == DENIED:
        return DENIED
    is_reminder = one.kind == REMINDER
    return BY_TIME if one.actor_id is None and not is_reminder else ""


def _is_outdated(one: Notification, appointment: Any) -> bool:
    """Whether it is no news any more: the time was changed or has come, or the proposal answered,
    or nobody says any more that somebody did not come.
    """
    if "sequence" in one.body:
        is_off = appointment.status != AppointmentStatus.CONFIRMED
        is_other = one.body["sequence"] != appointment.sequence
        return is_off or is_other or appointment.starts_at <= timezone.now()
    if one.kind == PROPOSED:
        return appointment.waiting is None or appointment.open_until <= timezone.now()
    if one.kind == CLAIMED:
        about = {absence.person_id: absence for absence in appointment.absences.all()}
        absence: Absence | None = about.get(one.person_id)
        return absence is None or absence.status != "claimed"
    return False


KINDS = (
    Kind(
        name=PROPOSED,
        title=_("Times that are proposed for an appointment"),
        who="the other side, also when a confirmed appointment is to be moved",
        tells={events.APPOINTMENT_PROPOSED: concerned},
        words=Words(
            _("%(by)s proposes an appointment"),
            _("%(by)s proposes times for an appointment about “%(title)s”."),
        ),
        variants={
            MOVING: Words(
                _("%(by)s wants to move an appointment"),
                _(
                    "%(by)s proposes other times for the appointment about “%(title)s”. Until you "
                    "confirm one of them, this time stays: %(when)s."
                ),
            ),
            OUTDATED: Words(
                _("%(by)s proposed an appointment"),
                _("%(by)s proposed times for an appointment about “%(title)s”."),
            ),
        },
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name="appointment_confirmed",
        title=_("Appointments that are confirmed"),
        who="whoever proposed the time",
        tells={events.APPOINTMENT_CONFIRMED: concerned},
        words=Words(
            _("%(by)s confirmed an appointment"),
            _("%(by)s confirmed the appointment about “%(title)s”: %(when)s."),
        ),
        variants={
            OUTDATED: Words(
                _("%(by)s confirmed an appointment"),
                _("%(by)s confirmed a time for an appointment about “%(title)s”."),
            )
        },
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name="appointment_declined",
        title=_("Appointments that are declined"),
        who="the other side, when the times that wait are declined or taken back",
        tells={events.APPOINTMENT_DECLINED: concerned},
        words=Words(
            _("%(by)s declined the times for an appointment"),
            _("The times that waited for an answer about “%(title)s” are off."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="appointment_cancelled",
        title=_("Appointments that are cancelled"),
        who="the other side; both when nothing joins the two any more",
        tells={events.APPOINTMENT_CANCELLED: concerned},
        words=Words(
            _("%(by)s cancelled an appointment"),
            _("%(by)s cancelled the appointment about “%(title)s”."),
        ),
        variants={
            BY_TIME: Words(
                _("An appointment is cancelled"),
                _(
                    "The appointment about “%(title)s” is cancelled, as nothing joins the two of "
                    "you over it any more."
                ),
            )
        },
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name=REMINDER,
        title=_("Reminders of your appointments"),
        who="both sides, a day and an hour before a confirmed appointment begins",
        tells={events.APPOINTMENT_NEAR: concerned},
        words=Words(
            _("Your appointment is near"),
            _("Your appointment about “%(title)s” begins at this time: %(when)s."),
        ),
        variants={
            OUTDATED: Words(
                _("Your appointment was near"),
                _("You had an appointment about “%(title)s”, or it was moved or cancelled."),
            )
        },
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name=CLAIMED,
        title=_("When somebody says that you did not come"),
        who="the person who is said not to have come to an appointment",
        tells={events.ABSENCE_CLAIMED: concerned},
        words=Words(
            _("%(by)s says that you did not come"),
            _(
                "%(by)s says that you did not come to the appointment about “%(title)s”. Nobody "
                "else sees it, and it counts for nothing, unless you agree or a moderator decides "
                "so."
            ),
        ),
        variants={
            OUTDATED: Words(
                _("%(by)s said that you did not come"),
                _("%(by)s said that you did not come to the appointment about “%(title)s”."),
            )
        },
        look_up=look_up,
    ),
    Kind(
        name=ANSWERED,
        title=_("Answers to your word that somebody did not come"),
        who="whoever said that the other side did not come",
        tells={events.ABSENCE_ANSWERED: concerned},
        words=Words(
            _("%(by)s agrees that they did not come"),
            _("%(by)s agrees that they did not come to the appointment about “%(title)s”."),
        ),
        variants={
            DENIED: Words(
                _("%(by)s denies your word"),
                _(
                    "%(by)s denies that they did not come to the appointment about “%(title)s”. If "
                    "it is important, report it: a moderator decides."
                ),
            )
        },
        look_up=look_up,
    ),
)
