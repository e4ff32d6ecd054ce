"""Steps of agreed work: delivered, accepted and sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.pages import ButtonPage, FormPage
from projects.forms.projects import ReasonForm
from projects.models import AgreementStep
from projects.pages.projects import ProjectsPage
from projects.services import steps as service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foundation.forms.serialized import PageForm
    from projects.pages.moves import Move

STEP_MOVES: Mapping[str, Move] = {
    "deliver": (service.deliver_step, "freelancer", _("The client has been notified.")),
    "accept": (service.accept_step, "client", _("Accepted.")),
}


class OfStep(ProjectsPage):
    """About one step, for the two parties of its agreement."""

    def step(self) -> AgreementStep:
        own = AgreementStep.objects.of(self.request.user).select_related("agreement")
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def agreement_page(self) -> str:
        return reverse("agreement-page", args=[self.step().agreement.project_id])


class StepMovePage(OfStep, ButtonPage):
    """A button that moves a step on."""

    move = ""

    def act(self) -> None:
        move, who, self.done = STEP_MOVES[self.move]
        move(step=self.step(), **{who: self.request.user})

    def back_to(self) -> str:
        return self.agreement_page()


class RejectStepPage(OfStep, FormPage):
    """Say what of a step is still to be done."""

    form_class = ReasonForm
    title = _("What is still to be done?")
    button = _("Send")
    done = _("The other side has been notified.")

    def act(self, form: PageForm) -> None:
        service.reject_step(client=self.request.user, step=self.step(), **form.values())

    def get_success_url(self) -> str:
        return self.agreement_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"lede": self.step().title, "back": self.agreement_page()}
        return super().get_context_data(**kwargs) | shown
