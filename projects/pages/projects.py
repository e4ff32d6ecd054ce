"""Projects: browsed, posted, shown, and moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.admission import Act
from accounts.models import Role
from accounts.pages.admission import AsksForAdmission
from foundation import deadlines
from foundation.exchange.table import NoExchangeRates
from foundation.forms.serialized import flat_errors
from foundation.forms.unknown import refuse_unknown
from foundation.pages import (
    ButtonPage,
    FormPage,
    MemberPage,
    PartPage,
    filtered_page,
    page_of,
)
from projects import errors
from projects.filters import OwnProjectFilterSet
from projects.forms.browse import BrowseForm
from projects.forms.projects import NewProjectForm, ProjectForm
from projects.matches import matches_of
from projects.models import (
    Invitation,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    agreement_of,
)
from projects.pages.invited import invited, waiting_for
from projects.pages.skill_suggestions import suggestions_for
from projects.reachable import Reachable
from projects.search.pages import search
from projects.serializers.changes import requests_shown
from projects.serializers.contacts import contacts_shown
from projects.serializers.endings import ending_shown
from projects.serializers.files import files_shown
from projects.serializers.matches import MatchSerializer
from projects.serializers.projects import ProjectSerializer, TransitionSerializer
from projects.serializers.proposals import InvitationSerializer, ProposalSerializer
from projects.serializers.questions import questions_shown
from projects.serializers.search import FoundProjectSerializer, read_parameters
from projects.serializers.steps import steps_shown
from projects.serializers.works import works_shown
from projects.services import posting
from projects.transitions import Party, party_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from accounts.models import User
    from foundation.forms.serialized import PageForm

LONG = "long"
MAX_MOVES = 50
LIVE_FIRST = ("is_over", "-id")


class ProjectsPage(MemberPage):
    """A page around projects: time is settled before anything is read. Nobody is told of projects
    that they may not see.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        deadlines.settle_due()
        return super().dispatch(request, *args, **kwargs)

    def project(self) -> Project:
        user = self.request.user
        visible = Project.objects.visible_to(user).with_cards(user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def shown(self, projects: Project | Sequence[Project]) -> Any:
        """A project, or several, as the API shows them to this person."""
        many = not isinstance(projects, Project)
        return ProjectSerializer(projects, many=many, context={"request": self.request}).data


class BrowsePage(ProjectsPage, PartPage):
    """The open projects. A long text is posted: it fits no address. With `long` in its address the
    page asks for one.
    """

    template_name = "projects/browse.html"
    part = "projects/parts/browse.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_posted = self.request.method == "POST"
        data = self.request.POST if is_posted else self.request.GET
        form = BrowseForm(data, request=self.request)
        is_long = is_posted or LONG in data
        return super().get_context_data(
            form=form, is_posted=is_posted, is_long=is_long, **self._found(form), **kwargs
        )

    def _found(self, form: BrowseForm) -> dict[str, Any]:
        if refuse_unknown(form, {**self.request.GET, **self.request.POST}, [LONG]):
            return {}
        try:
            criteria = read_parameters(form.given())
        except ValidationError as error:
            for attr, text in flat_errors(error.detail):
                form.refuse((attr or "").split(".")[0], text)
            return {}
        try:
            page = search(Request(self.request), criteria, viewer=self.request.user)
        except (errors.UnknownSkillsAsked, NoExchangeRates) as error:
            form.refuse(str(error.attr), str(error))
            return {}
        context = {"request": self.request}
        shown = FoundProjectSerializer(page.results, many=True, context=context).data
        return {"page": page, "projects": shown}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=200 if "page" in context else 422)


class OwnProjectsPage(ProjectsPage, TemplateView):
    """The projects in which one is a party."""

    template_name = "projects/own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = Project.objects.of(user).with_cards(user)
        page = filtered_page(own, self.request, OwnProjectFilterSet)
        return super().get_context_data(page=page, projects=self.shown(page.rows), **kwargs)


class ProjectFormPage(ProjectsPage, FormPage):
    """What is said of a project, with the skills that its text asks for."""

    template_name = "projects/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | suggestions_for(self.request.POST)


class PostPage(AsksForAdmission, ProjectFormPage):
    """A new project."""

    role = Role.CLIENT
    form_class = NewProjectForm
    title = _("Post a project")
    button = _("Save")
    back = reverse_lazy("dashboard")
    admitted_to = Act.PROJECT

    def act(self, form: PageForm) -> HttpResponse:
        fields = form.values()
        is_open = fields.pop("status", ProjectStatus.DRAFT) == ProjectStatus.OPEN
        with self.admitting(is_public=is_open):
            project = posting.create_project(
                client=self.request.user,
                skills=fields.pop("skills", []),
                is_open=is_open,
                **fields,
            )
        return HttpResponseRedirect(reverse("project-page", args=[project.pk]))


class OfProject(ProjectsPage):
    """A page of one project, which leads back to it."""

    def get_success_url(self) -> str:
        return reverse("project-page", args=[self.kwargs["pk"]])

    def back_to(self) -> str:
        return self.get_success_url()


class EditPage(OfProject, ProjectFormPage):
    """Change a draft or an open project."""

    role = Role.CLIENT
    form_class = ProjectForm
    title = _("Edit the project")
    button = _("Save")
    done = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        data = self.shown(self._own())
        return data | {"skills": [skill["name"] for skill in data["skills"]]}

    def _own(self) -> Project:
        project = self.project()
        if party_of(project, self.request.user) is not Party.CLIENT:
            raise errors.NotYourMove
        return project

    def act(self, form: PageForm) -> None:
        changes = form.values()
        skills = changes.pop("skills", [])
        posting.update_project(
            client=self.request.user, project=self._own(), changes=changes, skills=skills
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_success_url()}


class DeletePage(OfProject, ButtonPage):
    """Delete a draft."""

    done = _("The draft is deleted.")

    def act(self) -> None:
        posting.delete_project(client=self.request.user, project=self.project())
        self.is_gone = True

    def back_to(self) -> str:
        return reverse("own-projects-page") if hasattr(self, "is_gone") else super().back_to()


class ProjectPage(OfProject, TemplateView):
    """A project that is open, or in which one is a party."""

    template_name = "projects/project.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project, user = self.project(), self.request.user
        party = party_of(project, user)
        found = Proposal.objects.with_people(user).live_first().filter(project=project)
        found = found.reaching(user)
        own = found.filter(freelancer=user)
        is_client = party is Party.CLIENT
        page = page_of(found if is_client else own, self.request, ordering=LIVE_FIRST)
        proposing = [one.freelancer_id for one in page.rows]
        reachable = Reachable.among([project.client_id, project.freelancer_id, *proposing], user)
        other = project.freelancer_id if is_client else project.client_id
        moves = project.transitions.known_to(user).order_by("-id")
        works = works_shown(project, self.request)
        agreement = agreement_of(project) if party else None
        return super().get_context_data(
            project=self.shown(project),
            party=party,
            proposals=ProposalSerializer(page.rows, many=True).data,
            page=page,
            can_write=reachable.in_project(project, other),
            writable=reachable.proposals(page.rows, user),
            blocked=reachable.blocked,
            invited=invited(project, user) if is_client else None,
            invitation=waiting_for(project, user),
            contacts=contacts_shown(project, self.request) if party else None,
            agreement=agreement,
            steps=steps_shown(agreement, self.request) if agreement else [],
            offer=None if party else _offer_to(user, project),
            changes=requests_shown(project, self.request) if party else None,
            ending=ending_shown(project, self.request) if party else None,
            moves=TransitionSerializer(moves[:MAX_MOVES] if party else [], many=True).data,
            works=works,
            may_propose=not (works and not party) and self._may_propose(project, own),
            may_ask=project.status == ProjectStatus.OPEN and user.role == Role.FREELANCER,
            questions=questions_shown(project, self.request),
            files=files_shown(project, self.request),
            **kwargs,
        )

    def _may_propose(self, project: Project, own: QuerySet[Proposal]) -> bool:
        is_asked = project.status == ProjectStatus.OPEN and self.request.user.role == "freelancer"
        return is_asked and not own.filter(status=ProposalStatus.SUBMITTED).exists()


def _offer_to(user: User, project: Project) -> dict[str, Any] | None:
    """The offer of this project that waits for a freelancer's answer, if there is one."""
    own = Invitation.objects.offers_waiting().filter(freelancer=user, project=project)
    offer = own.with_people(user).first()
    return InvitationSerializer(offer).data if offer else None


class MatchesPage(OfProject, TemplateView):
    """The freelancers who fit best. For the client."""

    template_name = "projects/matches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project()
        if party_of(project, self.request.user) is not Party.CLIENT:
            raise errors.NotYourMove
        matches = MatchSerializer(matches_of(project), many=True).data
        return super().get_context_data(project=project, matches=matches, **kwargs)
