"""`projects`: posting, browsing, and moving a project on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.errors import ADMISSION_ERRORS, NotVerified
from accounts.services.admission import admitting_post, arrival_of
from foundation import cursors
from foundation.errors import LimitExceeded
from foundation.exchange.table import NoExchangeRates
from foundation.filters import refuse_unknown
from foundation.money import TooManyDecimals
from foundation.parameters import OF_A_PAGE, Posted, sent_in_query
from profiles.errors import PointFarFromCity
from projects import errors
from projects.models import Invitation, Project, ProjectStatus
from projects.permissions import OnlyClientsPost
from projects.search.pages import search
from projects.search.query import Criteria
from projects.serializers.endings import EndEarlySerializer
from projects.serializers.inputs import (
    ExtendSerializer,
    InviteSerializer,
    NewProjectSerializer,
    OfferInputSerializer,
    OptionalReasonSerializer,
    ProjectInputSerializer,
    ReasonSerializer,
)
from projects.serializers.projects import ProjectSerializer, TransitionSerializer
from projects.serializers.proposals import InvitationSerializer
from projects.serializers.search import (
    REPEATABLE,
    PostedProjectSearchSerializer,
    ProjectPageSerializer,
    ProjectSearchSerializer,
    read_parameters,
)
from projects.services import completion, offers, posting, proposals
from projects.transitions import party_of
from projects.viewsets.base import PAGING, ActsOnWork, ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

BUDGET_ERRORS = (
    errors.BudgetWithoutCurrency,
    errors.BudgetUpsideDown,
    errors.UnknownSkills,
    TooManyDecimals,
)
PLACE_ERRORS = (errors.UnknownCity, errors.PointWithoutCountry, PointFarFromCity)
MOVE_ERRORS = (errors.NotYourMove, errors.WrongState, errors.ProjectRemoved)
CHANGE_ERRORS = (*BUDGET_ERRORS, *PLACE_ERRORS, *MOVE_ERRORS, errors.OpeningsTaken)

INVITE_ERRORS = (
    *MOVE_ERRORS,
    *ADMISSION_ERRORS,
    NotVerified,
    LimitExceeded,
    errors.NotAFreelancer,
    errors.AlreadyInvited,
    errors.AlreadyProposed,
    errors.TooManyAsked,
)


class ProjectViewSet(ActsOnWork, ProjectsViewSet):
    """Projects: those that are open, and one's own."""

    permission_classes = [IsAuthenticated, OnlyClientsPost]
    about_work = ("deliver", "reject_delivery", "complete", "end_early")
    makes = {"create": Project, "invite": Invitation, "offer": Invitation}
    makes_nothing = ("search",)
    queryset = Project.objects.none()
    lookup_value_converter = "uuid"
    requests = {
        "create": NewProjectSerializer,
        "search": PostedProjectSearchSerializer,
        "update": ProjectInputSerializer,
        "partial_update": ProjectInputSerializer,
        "extend": ExtendSerializer,
        "cancel": OptionalReasonSerializer,
        "reject_delivery": ReasonSerializer,
        "end_early": EndEarlySerializer,
        "invite": InviteSerializer,
        "offer": OfferInputSerializer,
    }
    answers = {
        "list": (200, ProjectPageSerializer),
        "search": (200, ProjectPageSerializer),
        "create": (201, ProjectSerializer),
        "destroy": (204, None),
        "invite": (201, InvitationSerializer),
        "offer": (201, InvitationSerializer),
        "transitions": (200, TransitionSerializer(many=True)),
        **dict.fromkeys(
            (
                *("retrieve", "update", "partial_update", "open", "extend", "cancel", "deliver"),
                *("reject_delivery", "complete", "end_early"),
            ),
            (200, ProjectSerializer),
        ),
    }
    domain_errors = {
        "list": (errors.UnknownSkillsAsked, NoExchangeRates),
        "search": (errors.UnknownSkillsAsked, NoExchangeRates),
        "create": (
            *BUDGET_ERRORS,
            *PLACE_ERRORS,
            *ADMISSION_ERRORS,
            errors.ExpiryOutOfRange,
            errors.NotYourMove,
            errors.TooManyOpen,
            NotVerified,
            LimitExceeded,
        ),
        "update": CHANGE_ERRORS,
        "partial_update": CHANGE_ERRORS,
        "invite": INVITE_ERRORS,
        "offer": (
            *INVITE_ERRORS,
            errors.NotPrivate,
            errors.AlreadyOffered,
            errors.AmountWithoutCurrency,
            errors.StepsDoNotAddUp,
        ),
        "transitions": (errors.NotYourMove,),
        "open": (*MOVE_ERRORS, NotVerified, errors.TooManyOpen, LimitExceeded),
        "extend": (*MOVE_ERRORS, errors.ExpiryOutOfRange),
        **dict.fromkeys(("destroy", "cancel"), MOVE_ERRORS),
        **dict.fromkeys(about_work, (*MOVE_ERRORS, errors.SeveralAgreements)),
    }

    def get_queryset(self) -> QuerySet[Project]:
        user = self.request.user
        return Project.objects.visible_to(user).with_cards(user)

    def parameters(self) -> set[str]:
        if self.action == "search":
            return {cursors.CURSOR, cursors.PAGE_SIZE}
        known = super().parameters()
        return known | set(ProjectSearchSerializer().fields) if self.action == "list" else known

    @extend_schema(parameters=[ProjectSearchSerializer, *PAGING])
    def list(self, request: Request) -> Response:
        """The open projects: of a text the most relevant first, else the newest.

        Any telling word finds a project, and so do other names of the occupation that its title
        means. `query.showing_results_for` says when typos in `q` were set right. By `relevance`,
        the 500 best are listed.
        """
        criteria = read_parameters(sent_in_query(request, repeatable=REPEATABLE))
        return self.answer(search(request, criteria, viewer=request.user))

    @extend_schema(parameters=PAGING)
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Search the open projects by a body: for texts that are too long for a query.

        The body has the parameters of `GET projects` by their names, and the answer is the same.
        `next` and `previous` hold a cursor and the page size: POST the same body to them, or send
        their cursor in it.
        """
        refuse_unknown(self)
        fields = self.valid_data()
        asked = Posted(request, fields)
        criteria = {name: value for name, value in fields.items() if name not in OF_A_PAGE}
        return self.answer(search(asked, Criteria(**criteria), viewer=request.user))

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request) -> Response:
        """Post a project: a draft, or open at once. For clients.

        Skills go by name, slug or alias; all that are not known are named. From a busy network, an
        account that is new here has to show something first (see `auth/register`).
        """
        fields = self.valid_data()
        is_open = fields.pop("status", ProjectStatus.DRAFT) == ProjectStatus.OPEN
        arrival = arrival_of(request)
        with admitting_post(user=request.user, act=Act.PROJECT, is_public=is_open, **arrival):
            project = posting.create_project(
                client=request.user,
                skills=fields.pop("skills", []),
                is_open=is_open,
                **fields,
            )
        return self.answer_now(project)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A project that is open, or in which one is a party.

        One with several `openings` stays open until they are taken. Each agreement on it has work
        of its own, a project that names its `posting`: `projects/{id}/agreements` lists them, and
        what is done about work is done with `agreements/{id}`.
        """
        return self.answer(self.get_object())

    def update(self, request: Request, pk: UUID) -> Response:
        """Replace what is said of a draft or an open project; what is left out becomes empty."""
        empty: dict[str, Any] = {
            "skills": [],
            "budget_min": None,
            "budget_max": None,
            "budget_is_hourly": False,
            "names_client": False,
            "point": None,
        }
        return self._change(empty | self.valid_data())

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change some of a draft or an open project."""
        return self._change(self.valid_data(partial=True))

    def _change(self, changes: dict[str, Any]) -> Response:
        skills = changes.pop("skills", None)
        project = posting.update_project(
            client=self.request.user, project=self.get_object(), changes=changes, skills=skills
        )
        return self.answer_now(project)

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a draft."""
        posting.delete_project(client=request.user, project=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: UUID) -> Response:
        """Show a draft to freelancers, or again what expired. For its client."""
        return self.answer_now(posting.open_project(client=request.user, project=self.get_object()))

    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> Response:
        """Have an open project expire later, or sooner. For its client.

        One that expires is shown to nobody but its client, and its live proposals are declined.
        """
        return self.answer_now(
            posting.extend_project(
                client=request.user, project=self.get_object(), **self.valid_data()
            )
        )

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Take a project back before work began, or stop looking for more people; live proposals
        are declined, and what was agreed goes on. For its client.
        """
        return self.answer_now(
            posting.cancel_project(
                client=request.user, project=self.get_object(), **self.valid_data()
            )
        )

    @action(detail=True, methods=["post"])
    def deliver(self, request: Request, pk: UUID) -> Response:
        """Say that the work is done. For the freelancer.

        It counts as completed in 14 days unless the client answers before.
        """
        return self.answer_now(
            completion.deliver(freelancer=request.user, project=self.get_object())
        )

    @action(detail=True, methods=["post"], url_path="reject-delivery")
    def reject_delivery(self, request: Request, pk: UUID) -> Response:
        """Say what is still to be done after a delivery. For the client."""
        return self.answer_now(
            completion.reject_delivery(
                client=request.user, project=self.get_object(), **self.valid_data()
            )
        )

    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: UUID) -> Response:
        """Complete the project. For its client; both may review each other then."""
        return self.answer_now(completion.complete(client=request.user, project=self.get_object()))

    @action(detail=True, methods=["post"], url_path="end-early")
    def end_early(self, request: Request, pk: UUID) -> Response:
        """Part before the work is done, and say why. For either party.

        It counts against whoever ends it, unless `caused_by` names the other side: then against
        nobody, until that side agrees (`projects/{id}/ending/agree`) or a moderator decides. To
        part without blame, ask for it (`agreements/{id}/change-requests`).
        """
        return self.answer_now(
            completion.end_early(user=request.user, project=self.get_object(), **self.valid_data())
        )

    @extend_schema(parameters=[ADMISSION])
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: UUID) -> Response:
        """Ask a freelancer for a proposal. For the client of an open project. To a private one five
        can be invited, who see it and not each other.

        From a busy network, an account that is new here has to show something first (see
        `auth/register`).
        """
        project, fields = self.get_object(), self.valid_data()
        with admitting_post(user=request.user, act=Act.INVITATION, **arrival_of(request)):
            invitation = proposals.invite(client=request.user, project=project, **fields)
        return self.answer(Invitation.objects.with_people(request.user).get(pk=invitation.pk))

    @extend_schema(parameters=[ADMISSION])
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, pk: UUID) -> Response:
        """Offer a draft to one freelancer by these terms, without posting it: it is open and
        private then. For its client. They accept at `me/invitations/{id}/accept`.

        From a busy network, an account that is new here has to show something first (see
        `auth/register`).
        """
        project, fields = self.get_object(), self.valid_data()
        with admitting_post(user=request.user, act=Act.INVITATION, **arrival_of(request)):
            offer = offers.offer_project(client=request.user, project=project, **fields)
        return self.answer(Invitation.objects.with_people(request.user).get(pk=offer.pk))

    @action(detail=True, methods=["get"])
    def transitions(self, request: Request, pk: UUID) -> Response:
        """Who moved the project from where to where, and why. For its parties; whoever fills an
        opening of it reads of their own work.
        """
        project = self.get_object()
        if party_of(project, request.user) is None:
            self.kwargs["pk"] = self.work(request.user)  # of whoever fills an opening
            project = self.get_object()
        if party_of(project, request.user) is None:
            raise errors.NotYourMove
        self.ordering = ("id",)
        return self.answer_page(project.transitions.known_to(request.user))
