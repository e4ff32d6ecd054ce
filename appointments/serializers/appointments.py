"""What is shown of appointments, to the two sides of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework import serializers

from appointments.models import (
    LIVE,
    AbsenceStatus,
    Appointment,
    AppointmentStatus,
    MoveAction,
)
from appointments.services.absences import UNSETTLED, can_be_claimed
from profiles.showing import Seen
from projects.hints import hints_field, hints_of
from projects.models import Side
from projects.serializers.projects import PERSON, PersonSerializer
from projects.serializers.proposals import OfProjectSerializer, of_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from appointments.models import Absence, AppointmentMove

ACTIONS = (
    *("confirm", "decline", "propose", "cancel"),
    *("claim_absence", "answer_absence", "withdraw_absence"),
)


class AppointmentTimeSerializer(serializers.Serializer[Any]):
    """A time that can be confirmed."""

    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    overlaps = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="The caller's own confirmed appointments at that time: a warning, no more.",
    )


class AppointmentMoveSerializer(serializers.Serializer[Any]):
    """What one side said; none, where it followed from something else."""

    id = serializers.UUIDField(help_text="By which it can be reported, as an `appointment`.")
    action = serializers.ChoiceField(MoveAction.choices)
    side = serializers.ChoiceField(Side.choices, allow_null=True)
    is_own = serializers.BooleanField()
    note = serializers.CharField(help_text="Plain text: the words of a proposal, or the reason.")
    at = serializers.DateTimeField()
    hints = hints_field()


class AppointmentPlaceSerializer(AppointmentMoveSerializer):
    """A proposal: where, and in which zone its times were meant."""

    time_zone = serializers.CharField(help_text="IANA: Europe/Berlin.")
    is_online = serializers.BooleanField()
    place = serializers.CharField()


class AppointmentOfferSerializer(AppointmentPlaceSerializer):
    """A proposal that waits for its answer."""

    times = AppointmentTimeSerializer(many=True)


class AbsenceSerializer(serializers.Serializer[Any]):
    """One side says that the other did not come."""

    id = serializers.UUIDField(help_text="By which it can be reported, as an `absence`.")
    is_own = serializers.BooleanField(help_text="Whether the caller is said not to have come.")
    status = serializers.ChoiceField(AbsenceStatus.choices)
    is_on_record = serializers.BooleanField(
        help_text="By that person's own word, or by a decision of moderation."
    )
    claimed_at = serializers.DateTimeField()


class AppointmentSerializer(serializers.Serializer[Any]):
    """An appointment, as one of its two sides sees it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    person = PersonSerializer(help_text="The other side.")
    side = serializers.ChoiceField(Side.choices, help_text="As whom the caller acts.")
    status = serializers.ChoiceField(AppointmentStatus.choices)
    is_over = serializers.BooleanField(
        help_text="Its time has passed, or all times that were proposed."
    )
    starts_at = serializers.DateTimeField(allow_null=True, help_text="Once it is confirmed.")
    ends_at = serializers.DateTimeField(allow_null=True)
    agreed = AppointmentPlaceSerializer(
        allow_null=True, help_text="The proposal that was confirmed."
    )
    overlaps = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="The caller's own other confirmed appointments at that time.",
    )
    offer = AppointmentOfferSerializer(
        allow_null=True,
        help_text="What waits for an answer. Of a confirmed appointment: to move it.",
    )
    last_move = AppointmentMoveSerializer()
    absences = AbsenceSerializer(many=True)
    actions = serializers.ListField(
        child=serializers.ChoiceField(ACTIONS), help_text="What the caller can do now."
    )
    sequence = serializers.IntegerField(help_text="As in its calendar file.")
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    def to_representation(self, appointment: Any) -> dict[str, Any]:
        """As whoever makes the request sees it; it comes `with_cards`. The context has the
        confirmed appointments of the caller that may overlap, as `confirmed`.
        """
        user = self.context["request"].user
        shown = _Shown(appointment, user, self.context["confirmed"])
        return {
            "id": appointment.pk,
            "project": of_project(appointment.project, is_visible=appointment.project_is_visible),
            "person": PERSON.to_representation(_other(appointment, user)),
            "side": shown.side,
            "status": appointment.status,
            "is_over": appointment.is_over(timezone.now()),
            "starts_at": appointment.starts_at,
            "ends_at": appointment.ends_at,
            "agreed": shown.where(appointment.agreed),
            "overlaps": shown.overlapping(appointment.starts_at, appointment.ends_at),
            "offer": shown.offer(),
            "last_move": shown.move(appointment.last_position),
            "absences": [shown.absence(one) for one in appointment.absences.all()],
            "actions": shown.actions(),
            "sequence": appointment.sequence,
            "created_at": appointment.created_at,
            "changed_at": appointment.changed_at,
        }


class _Shown:
    """The parts of an appointment, as one of the two sees them."""

    def __init__(self, appointment: Any, user: User, confirmed: Sequence[Appointment]) -> None:
        self.appointment, self.user, self.confirmed = appointment, user, confirmed
        self.side = appointment.side_of(user)
        self.moves = {one.position: one for one in appointment.shown_moves}

    def move(self, position: int) -> dict[str, Any]:
        move, project = self.moves[position], self.appointment.project
        text = move.text_for(self.side)
        return {
            "id": move.pk,
            "action": move.action,
            "side": move.side or None,
            "is_own": move.side == self.side,
            "note": text,
            "at": move.at,
            "hints": hints_of(text, status=project.status, country=project.country),
        }

    def where(self, position: int | None) -> dict[str, Any] | None:
        if position is None:
            return None
        move: AppointmentMove = self.moves[position]
        place = {"time_zone": move.time_zone, "is_online": move.is_online, "place": move.place}
        return self.move(position) | place

    def offer(self) -> dict[str, Any] | None:
        found = self.where(self.appointment.waiting)
        if found is None:
            return None
        times = self.moves[self.appointment.waiting].times.all()
        return found | {
            "times": [
                {
                    "id": one.pk,
                    "starts_at": one.starts_at,
                    "ends_at": one.ends_at,
                    "overlaps": self.overlapping(one.starts_at, one.ends_at),
                }
                for one in times
            ]
        }

    def overlapping(self, starts_at: datetime | None, ends_at: datetime | None) -> list[UUID]:
        if starts_at is None or ends_at is None:
            return []
        return [
            one.pk
            for one in self.confirmed
            if one.pk != self.appointment.pk
            and one.starts_at < ends_at  # type: ignore[operator]  # they are confirmed
            and one.ends_at > starts_at  # type: ignore[operator]
        ]

    def absence(self, absence: Absence) -> dict[str, Any]:
        return {
            "id": absence.pk,
            "is_own": absence.person_id == self.user.pk,
            "status": absence.status,
            "is_on_record": absence.is_on_record,
            "claimed_at": absence.claimed_at,
        }

    def actions(self) -> list[str]:
        return [*self._while_live(), *self._about_absences()]

    def _while_live(self) -> Iterable[str]:
        appointment, now = self.appointment, timezone.now()
        if appointment.status not in LIVE:
            return
        has_begun = appointment.starts_at is not None and appointment.starts_at <= now
        can_agree = appointment.is_in_touch and not has_begun
        waits = appointment.waiting is not None
        is_theirs = waits and self.moves[appointment.waiting].side != self.side
        if can_agree and is_theirs and appointment.open_until > now:
            yield "confirm"
        if waits:
            yield "decline"
        if can_agree:
            yield "propose"
        if not appointment.is_over(now):
            yield "cancel"

    def _about_absences(self) -> Iterable[str]:
        absences = {one.person_id: one for one in self.appointment.absences.all()}
        other = self.appointment.other_of(self.user)
        own, theirs = absences.get(self.user.pk), absences.get(other.pk)
        if theirs is None and other.erased_at is None and can_be_claimed(self.appointment):
            yield "claim_absence"
        if own and own.status in UNSETTLED:
            yield "answer_absence"
        if theirs and theirs.status != AbsenceStatus.WITHDRAWN and theirs.upheld_by is None:
            yield "withdraw_absence"


def _other(appointment: Any, user: User) -> Seen:
    """The other side. To meet somebody is not to know who that is."""
    if appointment.side_of(user) is Side.CLIENT:
        known = appointment.freelancer_has_page, appointment.freelancer_is_known
    else:
        known = appointment.client_has_page, appointment.client_is_known
    return Seen(appointment.other_of(user), *known)


def name_of_other(appointment: Any, user: User) -> str:
    """What the other side is called, as the user sees them."""
    return _other(appointment, user).name


def confirmed_around(user: User, appointments: Sequence[Any]) -> list[Appointment]:
    """The user's confirmed appointments at the times of these, that are and that are proposed: one
    query.
    """
    starts, ends = [], []
    for appointment in appointments:
        times = [time for move in appointment.shown_moves for time in move.times.all()]
        starts += [one.starts_at for one in (appointment, *times) if one.starts_at]
        ends += [one.ends_at for one in (appointment, *times) if one.ends_at]
    if not starts:
        return []
    own = Appointment.objects.of(user).confirmed()
    found = own.filter(starts_at__lt=max(ends), ends_at__gt=min(starts))
    return list(found.only("id", "starts_at", "ends_at")[:500])
