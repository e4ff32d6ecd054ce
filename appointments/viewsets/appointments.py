"""`projects/{id}/appointments`, `me/appointments` and what is below `appointments/{id}`: for the
two sides alone, staff no more than others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import get_object_or_404

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.errors import ADMISSION_ERRORS, NotVerified
from accounts.services.admission import admitting_post, arrival_of
from appointments import errors
from appointments.calendars import MEDIA_TYPE, calendar_of, file_name
from appointments.filters import AppointmentFilterSet, ProjectAppointmentFilterSet
from appointments.models import AbsenceStatus, Appointment
from appointments.serializers.appointments import (
    AppointmentSerializer,
    confirmed_around,
    name_of_other,
)
from appointments.serializers.inputs import (
    AnswerAbsenceSerializer,
    CancelAppointmentSerializer,
    ConfirmTimeSerializer,
    DeclineTimesSerializer,
    NewAppointmentSerializer,
    ProposeOthersSerializer,
    proposed_of,
)
from appointments.services import absences, arranging
from foundation.errors import LimitExceeded
from projects.errors import ProjectRemoved, SeveralAgreements
from projects.models import Project
from projects.reach import projects_within_reach
from projects.viewsets.base import OfAgreement, ProjectsViewSet, without_several
from projects.works import work_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from appointments.models.appointment import AppointmentQuerySet

AGREE_ERRORS = (
    errors.NotInTouch,
    errors.PersonAway,
    ProjectRemoved,
    NotVerified,
    LimitExceeded,
)
PROPOSE_ERRORS = (
    *AGREE_ERRORS,
    errors.TimeInThePast,
    errors.TimeTooFar,
    errors.SameTimeTwice,
)
VERBS = (
    *("propose", "confirm", "decline", "cancel"),
    *("claim_absence", "answer_absence", "withdraw_absence"),
)


class ShowsAppointments(ProjectsViewSet):
    """A viewset that shows appointments with what overlaps them: the confirmed ones of the caller
    at their times.
    """

    shown: Sequence[Any] = ()

    def get_serializer_context(self) -> dict[str, Any]:
        confirmed = confirmed_around(self.request.user, self.shown) if self.shown else []
        return super().get_serializer_context() | {"confirmed": confirmed}

    def answer_appointments(self, own: AppointmentQuerySet) -> Response:
        """A page of these."""
        rows = self.filter_queryset(own.with_cards(self.request.user))
        self.shown = self.paginate_queryset(rows) or []
        context = self.get_serializer_context()
        cards = AppointmentSerializer(self.shown, many=True, context=context)
        return self.get_paginated_response(cards.data)

    def answer_appointment(self, pk: UUID) -> Response:
        """The appointment as the caller sees it now."""
        found = Appointment.objects.of(self.request.user).with_cards(self.request.user).get(pk=pk)
        self.shown = [found]
        return self.answer(found)


class OwnAppointmentViewSet(ShowsAppointments):
    """The appointments in which one is one of the two."""

    queryset = Appointment.objects.none()
    ordering = ("-happens_at", "-id")
    filtersets = {"list": AppointmentFilterSet}
    answers = {"list": (200, AppointmentSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own appointments, the latest ones first, or by `ordering=soonest` the earliest. Those
        that are not confirmed are in it by the first time that was proposed.
        """
        return self.answer_appointments(Appointment.objects.of(request.user))


class ProjectAppointmentViewSet(ShowsAppointments):
    """The appointments about one project."""

    queryset = Appointment.objects.none()
    ordering = ("-happens_at", "-id")
    filtersets = {"list": ProjectAppointmentFilterSet}
    may_be_missing = ("list", "create")
    makes = {"create": Appointment}
    requests = {"create": NewAppointmentSerializer}
    answers = {
        "list": (200, AppointmentSerializer(many=True)),
        "create": (201, AppointmentSerializer),
    }
    domain_errors = {
        "create": (
            *PROPOSE_ERRORS,
            *ADMISSION_ERRORS,
            errors.NobodyToMeet,
            errors.NothingToMeetAbout,
            errors.TooManyAppointments,
            SeveralAgreements,
        )
    }

    def project(self, to: str = "") -> Project:
        """The one that the address names, if the caller may ask about it; with somebody who fills
        an opening of it, the work of that one. Raises Http404 and SeveralAgreements.
        """
        pk = self.kwargs["pk"]
        if self.action == "create":
            pk = work_with(self.request.user, pk, to)
        found: Project = get_object_or_404(projects_within_reach(self.request.user), pk=pk)
        return found

    def list(self, request: Request, pk: UUID) -> Response:
        """The own appointments about a project and its openings."""
        about = Project.objects.with_openings(self.project().pk).values("pk")
        own = Appointment.objects.of(request.user).filter(project__in=about)
        return self.answer_appointments(own)

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Propose up to three times for an appointment with the other side of a project, who
        confirms one of them, declines, or proposes others.

        The client names the freelancer in `to`. Nobody can make appointments with whom nothing
        joins them: no proposal, no invitation, no agreement. From a busy network, an account that
        is new here has to show something first (see `auth/register`).
        """
        given = self.valid_data()
        project = self.project(given["to"])
        with admitting_post(user=request.user, act=Act.MESSAGE, **arrival_of(request)):
            appointment = arranging.propose(
                user=request.user, project=project, proposed=proposed_of(given), to=given["to"]
            )
        return self.answer_appointment(appointment.pk)


class AgreementAppointmentViewSet(OfAgreement, ProjectAppointmentViewSet):
    """The appointments about agreed work."""

    domain_errors = without_several(ProjectAppointmentViewSet)

    def list(self, request: Request, pk: UUID) -> Response:
        """The own appointments about agreed work."""
        return super().list(request, pk)

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Propose up to three times for an appointment with the other side of an agreement, as with
        `projects/{id}/appointments`.
        """
        return super().create(request, pk)


class AppointmentViewSet(ShowsAppointments):
    """One appointment, for its two sides."""

    queryset = Appointment.objects.none()
    lookup_value_converter = "uuid"
    requests = {
        "propose": ProposeOthersSerializer,
        "confirm": ConfirmTimeSerializer,
        "decline": DeclineTimesSerializer,
        "cancel": CancelAppointmentSerializer,
        "answer_absence": AnswerAbsenceSerializer,
    }
    answers = dict.fromkeys(("retrieve", *VERBS), (200, AppointmentSerializer))
    domain_errors = {
        "propose": (*PROPOSE_ERRORS, errors.AppointmentOver),
        "confirm": (
            *AGREE_ERRORS,
            errors.AppointmentOver,
            errors.NothingWaits,
            errors.OwnProposal,
            errors.OtherTimes,
            errors.NoSuchTime,
            errors.TimePassed,
        ),
        "decline": (errors.AppointmentOver, errors.NothingWaits, LimitExceeded),
        "cancel": (errors.AppointmentOver, errors.ReasonMissing, LimitExceeded),
        "claim_absence": (
            errors.NotTheTime,
            errors.PersonAway,
            errors.AbsenceSaidAlready,
            LimitExceeded,
        ),
        "answer_absence": (errors.NoAbsence, LimitExceeded),
        "withdraw_absence": (errors.NoAbsence, LimitExceeded),
    }

    def get_queryset(self) -> QuerySet[Appointment]:
        return Appointment.objects.of(self.request.user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """An appointment: with whom, when and where, and what the caller can do."""
        return self.answer_appointment(self.get_object().pk)

    def propose(self, request: Request, pk: UUID) -> Response:
        """Propose other times, in place of those that wait for an answer. To move a confirmed
        appointment, before it begins, is the same: until one of the new times is confirmed it stays
        as it is. Where it is and in which zone stays, too, as far as it is left out.
        """
        appointment = self.get_object()
        given = self.valid_data(appointment)
        arranging.propose_others(
            user=request.user, appointment=appointment, proposed=proposed_of(given)
        )
        return self.answer_appointment(pk)

    def confirm(self, request: Request, pk: UUID) -> Response:
        """Agree on one of the times that the other side proposed."""
        appointment, given = self.get_object(), self.valid_data()
        arranging.confirm(user=request.user, appointment=appointment, time=given["time"])
        return self.answer_appointment(pk)

    def decline(self, request: Request, pk: UUID) -> Response:
        """Decline the times that wait or, of one's own, take them back. A confirmed time stays."""
        appointment, given = self.get_object(), self.valid_data()
        arranging.decline(user=request.user, appointment=appointment, text=given["note"])
        return self.answer_appointment(pk)

    def cancel(self, request: Request, pk: UUID) -> Response:
        """Call an appointment off. Possible until it has ended, whatever became of the project;
        what is confirmed needs a `reason`.
        """
        appointment, given = self.get_object(), self.valid_data()
        arranging.cancel(user=request.user, appointment=appointment, reason=given["reason"])
        return self.answer_appointment(pk)

    def claim_absence(self, request: Request, pk: UUID) -> Response:
        """Say that the other side did not come, from 15 minutes after the start until 14 days after
        the end. Nobody else learns of it, and it counts for nothing, unless they agree
        (`answer-absence`) or a moderator decides so on a report (`reports`, kind `absence`).
        """
        absences.claim_absence(user=request.user, appointment=self.get_object())
        return self.answer_appointment(pk)

    def answer_absence(self, request: Request, pk: UUID) -> Response:
        """Agree that one did not come, which then counts on one's record, or deny it."""
        appointment, given = self.get_object(), self.valid_data()
        answer = AbsenceStatus.ADMITTED if given["did_not_come"] else AbsenceStatus.DENIED
        absences.answer_absence(user=request.user, appointment=appointment, answer=answer)
        return self.answer_appointment(pk)

    def withdraw_absence(self, request: Request, pk: UUID) -> Response:
        """Take back that the other side did not come: then it counts no more, unless a moderator
        decided so.
        """
        absences.withdraw_absence(user=request.user, appointment=self.get_object())
        return self.answer_appointment(pk)


class CalendarViewSet(ProjectsViewSet):
    """An appointment as a file."""

    queryset = Appointment.objects.none()
    lookup_value_converter = "uuid"
    answers = {
        "retrieve": ((200, MEDIA_TYPE), OpenApiResponse(OpenApiTypes.STR, description="The file."))
    }
    domain_errors = {"retrieve": (errors.NotConfirmed,)}

    def get_queryset(self) -> QuerySet[Appointment]:
        return Appointment.objects.of(self.request.user).with_cards(self.request.user)

    @extend_schema(operation_id="appointments_ics_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> HttpResponse:
        """A confirmed appointment for one's own calendar, as iCalendar (RFC 5545). After it was
        moved or cancelled the file has a higher `SEQUENCE`, and takes the place of the earlier one.
        """
        return calendar_answer(self.get_object(), request.user)


def calendar_answer(appointment: Any, user: Any) -> HttpResponse:
    """The file, to be saved. Raises NotConfirmed."""
    content = calendar_of(appointment, name=name_of_other(appointment, user))
    return HttpResponse(
        content,
        content_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(appointment)}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
