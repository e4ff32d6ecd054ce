"""Proposals and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError

from accounts.admission import Act
from accounts.models import Role
from accounts.pages.admission import AsksForAdmission
from foundation.pages import ButtonPage, FormPage, filtered_page
from profiles.showing import Seen
from projects.errors import NotAFreelancer, NotYourMove, ProjectChanged
from projects.filters import InvitationFilterSet, ProposalFilterSet
from projects.forms.projects import AcceptForm, ConfirmForm, InviteForm, ProposalForm
from projects.models import Invitation, Project, ProjectStatus, Proposal
from projects.pages.projects import OfProject, ProjectsPage
from projects.reachable import Reachable
from projects.serializers.projects import PersonSerializer, ProjectSerializer
from projects.serializers.proposals import InvitationSerializer, ProposalSerializer
from projects.services import proposals as service
from projects.transitions import Party, party_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm
    from projects.models.proposal import InvitationQuerySet
    from projects.pages.moves import Move

# They are about the version of the text that the page showed.
OF_VERSION: dict[str, type[AcceptForm]] = {"accept": AcceptForm, "confirm": ConfirmForm}
DECISIONS: dict[str, Move] = {
    "accept": (service.accept_proposal, "client", _("Accepted. Work can begin.")),
    "confirm": (service.confirm_proposal, "freelancer", _("Confirmed.")),
    "decline": (service.decline_proposal, "client", _("Declined.")),
    "withdraw": (service.withdraw_proposal, "freelancer", _("Withdrawn.")),
}


class ProposePage(AsksForAdmission, OfProject, FormPage):
    """Offer to do an open project."""

    role = Role.FREELANCER
    form_class = ProposalForm
    title = _("Propose")
    button = _("Send the proposal")
    done = _("Your proposal is sent.")
    admitted_to = Act.PROPOSAL

    template_name = "projects/propose.html"

    def get_initial(self) -> dict[str, Any]:
        project = self.project()
        return {
            "project_version": project.version,
            "rate_is_hourly": project.budget_is_hourly,
            "currency": project.currency,
        }

    def act(self, form: PageForm) -> None:
        project = self.project()
        with self.admitting():
            service.submit_proposal(freelancer=self.request.user, project=project, **form.values())

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        """Of a project that changed meanwhile the page shows what it says now: what is sent then
        answers that.
        """
        if isinstance(error, ProjectChanged):
            sent = self.request.POST.copy()
            sent["project_version"] = str(self.project().version)
            form.data = sent
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = ProjectSerializer(self.project(), context={"request": self.request}).data
        shown = {"project": project, "lede": project["title"], "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class OwnProposalsPage(ProjectsPage, TemplateView):
    """The proposals that one made."""

    template_name = "projects/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Proposal.objects.with_people(self.request.user).filter(freelancer=self.request.user)
        page = filtered_page(own, self.request, ProposalFilterSet)
        reachable = Reachable.among({one.project.client_id for one in page.rows}, self.request.user)
        return super().get_context_data(
            page=page,
            proposals=ProposalSerializer(page.rows, many=True).data,
            writable=reachable.proposals(page.rows, self.request.user),
            **kwargs,
        )


class InvitationsPage(ProjectsPage, TemplateView):
    """Invitations, all of them or those with and without an answer."""

    def invitations(self) -> InvitationQuerySet:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = filtered_page(self.invitations(), self.request, InvitationFilterSet)
        rows = InvitationSerializer(page.rows, many=True).data
        return super().get_context_data(page=page, invitations=rows, **kwargs)


class OwnInvitationsPage(InvitationsPage):
    """The invitations that a freelancer got."""

    role = Role.FREELANCER
    template_name = "projects/invitations.html"

    def invitations(self) -> InvitationQuerySet:
        user = self.request.user
        return Invitation.objects.with_people(user).filter(freelancer=user).reaching(user)


class ProjectInvitationsPage(OfProject, InvitationsPage):
    """Whom a client invited to a project, and what came of it."""

    template_name = "projects/invited.html"

    def invitations(self) -> InvitationQuerySet:
        user = self.request.user
        return (
            Invitation.objects.with_people(user).filter(project=self.shown_project).reaching(user)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.shown_project = self.project()
        if party_of(self.shown_project, self.request.user) is not Party.CLIENT:
            raise NotYourMove
        return super().get_context_data(project=self.shown_project, **kwargs)


class DecidePage(ProjectsPage, ButtonPage):
    """Accept, decline or withdraw a proposal; others do not know of it."""

    decision = ""

    def act(self) -> None:
        user = self.request.user
        concerning = Proposal.objects.concerning(user).reaching(user)
        self.proposal = get_object_or_404(concerning, pk=self.kwargs["pk"])
        decide, who, self.done = DECISIONS[self.decision]
        decide(proposal=self.proposal, **{who: user}, **self._version())

    def _version(self) -> dict[str, Any]:
        if self.decision not in OF_VERSION:
            return {}
        form = OF_VERSION[self.decision](self.request.POST, request=self.request)
        if not form.is_valid():
            raise ValidationError(form.errors)
        return form.values()

    def back_to(self) -> str:
        return reverse("project-page", args=[self.proposal.project_id])


class DeclineInvitationPage(ProjectsPage, ButtonPage):
    done = _("The client has been notified.")

    def act(self) -> None:
        own = Invitation.objects.filter(freelancer=self.request.user).reaching(self.request.user)
        invitation = get_object_or_404(own, pk=self.kwargs["pk"])
        service.decline_invitation(freelancer=self.request.user, invitation=invitation)

    def back_to(self) -> str:
        return reverse("own-invitations-page")


class InvitePage(AsksForAdmission, ProjectsPage, FormPage):
    """Ask a freelancer for a proposal to one of one's open projects."""

    role = Role.CLIENT
    template_name = "projects/invite.html"
    form_class = InviteForm
    title = _("Invite")
    button = _("Invite")
    done = _("The invitation is sent.")
    admitted_to = Act.INVITATION

    def get_form_kwargs(self) -> dict[str, Any]:
        user = self.request.user
        projects = Project.objects.of(user, "client").filter(status=ProjectStatus.OPEN)
        given = {"username": self.kwargs["username"], "projects": projects.order_by("-id")}
        return super().get_form_kwargs() | given

    def get_initial(self) -> dict[str, Any]:
        return {"project": self.request.GET.get("project", "")}

    def act(self, form: PageForm) -> HttpResponse:
        project = form.cleaned_data["project"]
        with self.admitting():
            service.invite(client=self.request.user, project=project, **form.values())
        return HttpResponseRedirect(reverse("project-page", args=[project.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            person = service.invitee(client=self.request.user, username=self.kwargs["username"])
        except NotAFreelancer as error:
            raise Http404 from error
        details = person.profile.freelancer_details
        return super().get_context_data(
            person=PersonSerializer(Seen(person, has_page=True)).data,
            paused_until=details.paused_until if details.is_paused else None,
            **kwargs,
        )
