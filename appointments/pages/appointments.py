"""The own appointments, one of them, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.admission import Act
from accounts.pages.admission import AsksForAdmission
from accounts.services.preferences import preferred_by
from appointments.filters import AppointmentFilterSet, ProjectAppointmentFilterSet
from appointments.forms.appointments import (
    CancelForm,
    ConfirmForm,
    DeclineForm,
    NewAppointmentForm,
    ProposeForm,
)
from appointments.models import AbsenceStatus, Appointment
from appointments.serializers.appointments import AppointmentSerializer, confirmed_around
from appointments.serializers.inputs import proposed_of
from appointments.services import absences, arranging
from appointments.viewsets.appointments import calendar_answer
from foundation.forms.serialized import as_api
from foundation.pages import ButtonPage, FormPage, filtered_page, refuse_unknown
from projects.models import Project
from projects.pages.projects import ProjectsPage
from projects.reach import projects_within_reach

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from foundation.forms.serialized import PageForm

NEWEST_LAST = ("-happens_at", "-id")


class AppointmentsPage(ProjectsPage):
    """A page that shows appointments."""

    def cards(self, appointments: Sequence[Any]) -> Any:
        """As the API shows them."""
        user = self.request.user
        confirmed = confirmed_around(user, appointments) if appointments else []
        context = {"request": as_api(self.request), "confirmed": confirmed}
        return AppointmentSerializer(appointments, many=True, context=context).data

    def own(self) -> Any:
        """The appointment that the address names, if one is one of the two. Raises Http404."""
        own = Appointment.objects.of(self.request.user).with_cards(self.request.user)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        return reverse("appointment-page", args=[self.kwargs["pk"]])


class OwnAppointmentsPage(AppointmentsPage, TemplateView):
    """The own appointments, the latest first."""

    template_name = "appointments/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Appointment.objects.of(self.request.user).with_cards(self.request.user)
        page = filtered_page(own, self.request, AppointmentFilterSet, ordering=NEWEST_LAST)
        cards = self.cards(page.rows)
        return super().get_context_data(page=page, appointments=cards, **kwargs)


class ProjectAppointmentsPage(AppointmentsPage, TemplateView):
    """The own appointments about one project."""

    template_name = "appointments/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        project = get_object_or_404(projects_within_reach(user), pk=self.kwargs["pk"])
        own = Appointment.objects.of(user).filter(project=project).with_cards(user)
        page = filtered_page(own, self.request, ProjectAppointmentFilterSet, ordering=NEWEST_LAST)
        is_party = user.pk == project.freelancer_id
        return super().get_context_data(
            page=page,
            appointments=self.cards(page.rows),
            project=project,
            can_open=Project.objects.visible_to(user).filter(pk=project.pk).exists(),
            can_propose=is_party or user.pk != project.client_id or project.freelancer_id,
            **kwargs,
        )


class AppointmentPage(AppointmentsPage, FormPage):
    """One appointment, with a form to confirm one of the times that wait for one's answer."""

    template_name = "appointments/appointment.html"
    form_class = ConfirmForm
    done = _("Confirmed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        appointment = self.own()
        moves = {one.position: one for one in appointment.shown_moves}
        waiting = moves.get(appointment.waiting)
        times = list(waiting.times.all()) if waiting else []
        return super().get_form_kwargs() | {"times": times}

    def act(self, form: PageForm) -> None:
        arranging.confirm(user=self.request.user, appointment=self.own(), **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        [shown] = self.cards([self.own()])
        here = timezone.get_current_timezone_name()
        return super().get_context_data(appointment=shown, here=here, **kwargs)


class NewAppointmentPage(AsksForAdmission, ProjectsPage, FormPage):
    """Propose times to the other side of a project."""

    form_class = NewAppointmentForm
    title = _("Propose an appointment")
    button = _("Propose")
    done = _("Proposed. The other side confirms one of the times, or proposes others.")
    admitted_to = Act.MESSAGE

    def project(self) -> Project:
        return get_object_or_404(projects_within_reach(self.request.user), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        zone = preferred_by(self.request.user).zone.key
        return {"to": self.request.GET.get("to", ""), "time_zone": zone}

    def act(self, form: PageForm) -> HttpResponse:
        given = form.values()
        with self.admitting():
            appointment = arranging.propose(
                user=self.request.user,
                project=self.project(),
                proposed=proposed_of(given),
                to=given["to"],
            )
        return HttpResponseRedirect(reverse("appointment-page", args=[appointment.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project()
        back = reverse("project-appointments-page", args=[project.pk])
        return super().get_context_data(**kwargs) | {"lede": project.shown_title, "back": back}


class OfAppointment(AppointmentsPage, FormPage):
    """A form about one appointment, which leads back to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"lede": self.own().project.shown_title, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class ProposeOthersPage(OfAppointment):
    """Propose other times, be it to move what was confirmed."""

    form_class = ProposeForm
    title = _("Propose other times")
    button = _("Propose")
    done = _("Proposed. The other side confirms one of the times, or proposes others.")

    def get_initial(self) -> dict[str, Any]:
        """As it was proposed last."""
        chosen = preferred_by(self.request.user)
        if (last := self.own().standing) is None:
            return {"time_zone": chosen.zone.key}
        known = {"is_online": last.is_online, "place": last.place}
        return known | {"time_zone": chosen.time_zone or last.time_zone}

    def act(self, form: PageForm) -> None:
        arranging.propose_others(
            user=self.request.user, appointment=self.own(), proposed=proposed_of(form.values())
        )


class DeclinePage(OfAppointment):
    """Decline the times that wait, or take one's own back."""

    form_class = DeclineForm
    title = _("Decline these times")
    button = _("Decline")
    done = _("Declined.")

    def act(self, form: PageForm) -> None:
        arranging.decline(
            user=self.request.user, appointment=self.own(), text=form.values()["note"]
        )


class CancelPage(OfAppointment):
    """Call it off."""

    form_class = CancelForm
    title = _("Cancel the appointment")
    button = _("Cancel the appointment")
    done = _("Cancelled.")
    is_dangerous = True

    def act(self, form: PageForm) -> None:
        arranging.cancel(user=self.request.user, appointment=self.own(), **form.values())


class AbsencePage(AppointmentsPage, ButtonPage):
    """Say that the other one did not come, or what one says to it."""

    verb = ""

    def act(self) -> None:
        given = {"user": self.request.user, "appointment": self.own()}
        if self.verb == "claim":
            absences.claim_absence(**given)
        elif self.verb == "withdraw":
            absences.withdraw_absence(**given)
        else:
            absences.answer_absence(**given, answer=AbsenceStatus(self.verb))

    def back_to(self) -> str:
        return self.get_success_url()


ABSENCE_VERBS = ("claim", "withdraw", AbsenceStatus.ADMITTED.value, AbsenceStatus.DENIED.value)


class CalendarPage(AppointmentsPage):
    """The file for one's own calendar."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return calendar_answer(self.own(), request.user)
