"""Private offers: made, accepted, and made again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import UUIDField

from accounts.admission import Act
from accounts.models import Role
from accounts.pages.admission import AsksForAdmission
from foundation.pages import ButtonPage, FormPage
from projects.errors import NotYourMove
from projects.forms.projects import ConfirmForm, OfferForm
from projects.models import Agreement, Invitation
from projects.pages.projects import OfProject, ProjectsPage
from projects.services import offers
from projects.transitions import Party, party_of

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm


class OfferPage(AsksForAdmission, OfProject, FormPage):
    """Offer a project to one person, by what was agreed before if the address names it."""

    role = Role.CLIENT
    form_class = OfferForm
    title = _("Offer it to one person")
    button = _("Send the offer")
    done = _("Your offer is sent.")
    admitted_to = Act.INVITATION

    def get_initial(self) -> dict[str, Any]:
        project = self.project()
        if party_of(project, self.request.user) is not Party.CLIENT:
            raise NotYourMove
        asked = {"username": self.request.GET.get("username", "")}
        money = {"currency": project.currency, "rate_is_hourly": project.budget_is_hourly}
        return money | asked | self._agreed()

    def _agreed(self) -> dict[str, Any]:
        """The terms of the agreement that the address names, if it is one's own."""
        named = self.request.GET.get("agreement") or None
        pk = UUIDField(allow_null=True).run_validation(named)
        own = Agreement.objects.filter(client=self.request.user).select_related("freelancer")
        found = own.with_versions().filter(pk=pk).first() if pk else None
        return offers.terms_again(found) if found else {}

    def act(self, form: PageForm) -> None:
        project = self.project()
        with self.admitting():
            offers.offer_project(client=self.request.user, project=project, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"lede": self.project().shown_title, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class AcceptOfferPage(ProjectsPage, ButtonPage):
    """Take an offer, as the project's page showed it."""

    done = _("Accepted. Work can begin.")

    def act(self) -> None:
        user = self.request.user
        own = Invitation.objects.filter(freelancer=user, is_offer=True).reaching(user)
        self.offer = get_object_or_404(own, pk=self.kwargs["pk"])
        form = ConfirmForm(self.request.POST, request=self.request)
        if not form.is_valid():
            raise ValidationError(form.errors)
        offers.accept_offer(freelancer=user, invitation=self.offer, **form.values())

    def back_to(self) -> str:
        return reverse("project-page", args=[self.offer.project_id])


class HireAgainPage(ProjectsPage, ButtonPage):
    """A new draft of what was agreed last, to be offered to the same person."""

    def act(self) -> None:
        user = self.request.user
        own = Agreement.objects.of(user).select_related("freelancer").with_versions()
        self.agreement = get_object_or_404(own, pk=self.kwargs["pk"])
        self.draft = offers.hire_again(client=user, agreement=self.agreement)

    def back_to(self) -> str:
        if not hasattr(self, "draft"):
            return reverse("agreement-page", args=[self.agreement.project_id])
        address = reverse("offer-page", args=[self.draft.pk])
        return f"{address}?agreement={self.agreement.pk}"
