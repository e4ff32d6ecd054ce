"""`projects/{id}/proposals`, `projects/{id}/invitations`, `proposals`, `me/proposals` and
`me/invitations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.errors import ADMISSION_ERRORS, NotVerified
from accounts.services.admission import admitting_post, arrival_of
from foundation.errors import LimitExceeded
from projects import errors
from projects.filters import InvitationFilterSet, ProjectProposalFilterSet, ProposalFilterSet
from projects.models import Invitation, Project, Proposal
from projects.serializers.inputs import (
    AcceptSerializer,
    OptionalReasonSerializer,
    ProposalInputSerializer,
    ReadVersionSerializer,
)
from projects.serializers.proposals import InvitationSerializer, ProposalSerializer
from projects.services import offers
from projects.services import proposals as service
from projects.transitions import Party, party_of
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

MOVE_ERRORS = (errors.NotYourMove, errors.WrongState, errors.ProjectRemoved)


class OfProjectViewSet(ProjectsViewSet):
    """What hangs on one project."""

    def project(self) -> Project:
        """The project, if the caller may see it."""
        visible = Project.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])


class ProjectInvitationViewSet(OfProjectViewSet):
    """Whom the client invited to one project."""

    queryset = Invitation.objects.none()
    ordering = ("-id",)
    filtersets = {"list": InvitationFilterSet}
    answers = {"list": (200, InvitationSerializer(many=True))}
    domain_errors = {"list": (errors.NotYourMove,)}

    def list(self, request: Request, pk: UUID) -> Response:
        """Whom one invited to a project, the latest first, and what came of it. For its client."""
        project = self.project()
        if party_of(project, request.user) is not Party.CLIENT:
            raise errors.NotYourMove
        return self.answer_page(
            Invitation.objects.with_people(request.user)
            .filter(project=project)
            .reaching(request.user)
        )


class ProjectProposalViewSet(OfProjectViewSet):
    """The proposals for one project."""

    queryset = Proposal.objects.none()
    ordering = ("-id",)
    filtersets = {"list": ProjectProposalFilterSet}
    makes = {"create": Proposal}
    requests = {"create": ProposalInputSerializer}
    answers = {
        "list": (200, ProposalSerializer(many=True)),
        "create": (201, ProposalSerializer),
    }
    domain_errors = {
        "create": (
            *MOVE_ERRORS,
            *ADMISSION_ERRORS,
            errors.AlreadyProposed,
            errors.AmountWithoutCurrency,
            errors.StepsDoNotAddUp,
            errors.ProjectChanged,
            NotVerified,
            LimitExceeded,
        )
    }

    def list(self, request: Request, pk: UUID) -> Response:
        """The proposals for a project: all for its client, the own for others. The newest first,
        or by `live` those that wait or were accepted before those that were declined or withdrawn.
        """
        project = self.project()
        found = Proposal.objects.with_people(request.user).live_first().filter(project=project)
        found = found.reaching(request.user)
        if request.user.pk != project.client_id:
            found = found.filter(freelancer=request.user)
        return self.answer_page(found)

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Offer to do an open project. For freelancers, one live proposal each. Its terms do not
        change afterwards, and are what is agreed on when it is accepted.

        From a busy network, an account that is new here has to show something first (see
        `auth/register`).
        """
        project, fields = self.project(), self.valid_data()
        with admitting_post(user=request.user, act=Act.PROPOSAL, **arrival_of(request)):
            proposal = service.submit_proposal(freelancer=request.user, project=project, **fields)
        return self.answer(Proposal.objects.with_people(request.user).get(pk=proposal.pk))


class ProposalViewSet(ProjectsViewSet):
    """A proposal, for its two sides."""

    queryset = Proposal.objects.none()
    lookup_value_converter = "uuid"
    requests = {
        "accept": AcceptSerializer,
        "confirm": ReadVersionSerializer,
        "decline": OptionalReasonSerializer,
    }
    answers = dict.fromkeys(
        ("retrieve", "accept", "confirm", "decline", "withdraw"), (200, ProposalSerializer)
    )
    domain_errors = {
        "accept": (
            *MOVE_ERRORS,
            errors.FreelancerAway,
            errors.ProjectChanged,
            errors.ProposalOutdated,
            NotVerified,
        ),
        "confirm": (*MOVE_ERRORS, errors.ProjectChanged),
        "decline": MOVE_ERRORS,
        "withdraw": MOVE_ERRORS,
    }

    def get_queryset(self) -> QuerySet[Proposal]:
        user = self.request.user
        return Proposal.objects.with_people(user).concerning(user).reaching(user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A proposal that one made, or got."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Give the project to this freelancer: work begins, other proposals are declined, and the
        project's text and the proposal's terms are frozen as the agreement
        (`projects/{id}/agreement`).

        A proposal that `is_outdated` is refused with 409 `proposal_outdated`.
        """
        service.accept_proposal(
            client=request.user, proposal=self.get_object(), **self.valid_data()
        )
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: UUID) -> Response:
        """Stand by the own proposal after the project changed, as it reads in `project_version`."""
        service.confirm_proposal(
            freelancer=request.user, proposal=self.get_object(), **self.valid_data()
        )
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Turn the proposal down."""
        service.decline_proposal(
            client=request.user, proposal=self.get_object(), **self.valid_data()
        )
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take the own proposal back; another may follow."""
        service.withdraw_proposal(freelancer=request.user, proposal=self.get_object())
        return self.answer(self.get_object())


class OwnProposalViewSet(ProjectsViewSet):
    """The proposals that one made."""

    queryset = Proposal.objects.none()
    ordering = ("-id",)
    filtersets = {"list": ProposalFilterSet}
    answers = {"list": (200, ProposalSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own proposals, the newest first."""
        return self.answer_page(
            Proposal.objects.with_people(request.user).filter(freelancer=request.user)
        )


class OwnInvitationViewSet(ProjectsViewSet):
    """The invitations that one got."""

    queryset = Invitation.objects.none()
    ordering = ("-id",)
    filtersets = {"list": InvitationFilterSet}
    requests = {"accept": ReadVersionSerializer}
    answers = {
        "list": (200, InvitationSerializer(many=True)),
        "accept": (200, InvitationSerializer),
        "decline": (200, InvitationSerializer),
    }
    domain_errors = {
        "accept": (
            errors.WrongState,
            errors.ProjectRemoved,
            errors.ProjectChanged,
            errors.ClientAway,
            NotVerified,
        ),
        "decline": (errors.WrongState,),
    }

    def get_queryset(self) -> QuerySet[Invitation]:
        user = self.request.user
        return Invitation.objects.with_people(user).filter(freelancer=user).reaching(user)

    def list(self, request: Request) -> Response:
        """The invitations that one got, the newest first."""
        return self.answer_page(self.get_queryset())

    def accept(self, request: Request, pk: UUID) -> Response:
        """Take an offer, for the project as it reads in `project_version`: work begins, and both
        have an agreement (`projects/{id}/agreement`).
        """
        offers.accept_offer(freelancer=request.user, invitation=self._own(pk), **self.valid_data())
        return self.answer(self._own(pk))

    def decline(self, request: Request, pk: UUID) -> Response:
        """Say that there will be no proposal, or no to an offer."""
        service.decline_invitation(freelancer=request.user, invitation=self._own(pk))
        return self.answer(self._own(pk))

    def _own(self, pk: UUID) -> Invitation:
        return get_object_or_404(self.get_queryset(), pk=pk)
