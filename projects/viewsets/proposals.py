"""`projects/{id}/proposals`, `proposals`, `me/proposals` and `me/invitations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from projects import errors
from projects.cards import invitation_data, proposal_data, with_people
from projects.filters import OwnProposalFilterSet
from projects.models import Invitation, Project, Proposal
from projects.serializers import (
    InvitationSerializer,
    OptionalReasonSerializer,
    ProposalInputSerializer,
    ProposalSerializer,
)
from projects.services import proposals as service
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

MOVE_ERRORS = (errors.NotYourMove, errors.WrongState)


class ProjectProposalViewSet(ProjectsViewSet):
    """The proposals for one project."""

    queryset = Proposal.objects.none()
    ordering = ("-id",)
    requests = {"create": ProposalInputSerializer}
    answers = {
        "list": (200, ProposalSerializer(many=True)),
        "create": (201, ProposalSerializer),
    }
    domain_errors = {"create": (*MOVE_ERRORS, errors.AlreadyProposed)}

    def project(self) -> Project:
        """The project, if the caller may see it."""
        visible = Project.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def list(self, request: Request, pk: UUID) -> Response:
        """The proposals for a project, the newest first: all for its client, the own for others."""
        project = self.project()
        found = with_people(Proposal.objects.filter(project=project))
        if request.user.pk != project.client_id:
            found = found.filter(freelancer=request.user)
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response([proposal_data(one) for one in page])

    def create(self, request: Request, pk: UUID) -> Response:
        """Offer to do an open project. For freelancers, one live proposal each."""
        proposal = service.submit_proposal(
            freelancer=request.user, project=self.project(), **self.valid_data()
        )
        return Response(_shown(proposal), status=HTTP_201_CREATED)


class ProposalViewSet(ProjectsViewSet):
    """A proposal, for its two sides."""

    queryset = Proposal.objects.none()
    lookup_value_converter = "uuid"
    requests = {"decline": OptionalReasonSerializer}
    answers = dict.fromkeys(
        ("retrieve", "accept", "decline", "withdraw"), (200, ProposalSerializer)
    )
    domain_errors = {
        "accept": (*MOVE_ERRORS, errors.FreelancerAway),
        "decline": MOVE_ERRORS,
        "withdraw": MOVE_ERRORS,
    }

    def get_queryset(self) -> QuerySet[Proposal]:
        user = self.request.user
        return with_people(Proposal.objects.filter(Q(freelancer=user) | Q(project__client=user)))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A proposal that one made, or got."""
        return Response(proposal_data(self.get_object()))

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Give the project to this freelancer: work begins, other proposals are declined."""
        return Response(
            _shown(service.accept_proposal(client=request.user, proposal=self.get_object()))
        )

    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Turn the proposal down."""
        proposal = service.decline_proposal(
            client=request.user, proposal=self.get_object(), **self.valid_data()
        )
        return Response(_shown(proposal))

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take the own proposal back; another may follow."""
        return Response(
            _shown(service.withdraw_proposal(freelancer=request.user, proposal=self.get_object()))
        )


class OwnProposalViewSet(ProjectsViewSet):
    """The proposals that one made."""

    queryset = Proposal.objects.none()
    ordering = ("-id",)
    filtersets = {"list": OwnProposalFilterSet}
    answers = {"list": (200, ProposalSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own proposals, the newest first."""
        own = self.filter_queryset(Proposal.objects.filter(freelancer=request.user))
        page = self.paginate_queryset(with_people(own)) or []
        return self.get_paginated_response([proposal_data(one) for one in page])


class OwnInvitationViewSet(ProjectsViewSet):
    """The invitations that one got."""

    queryset = Invitation.objects.none()
    ordering = ("-id",)
    answers = {
        "list": (200, InvitationSerializer(many=True)),
        "decline": (200, InvitationSerializer),
    }
    domain_errors = {"decline": (errors.WrongState,)}

    def list(self, request: Request) -> Response:
        """The invitations that one got, the newest first."""
        own = with_people(Invitation.objects.filter(freelancer=request.user))
        page = self.paginate_queryset(own) or []
        return self.get_paginated_response([invitation_data(one) for one in page])

    def decline(self, request: Request, pk: UUID) -> Response:
        """Say that there will be no proposal."""
        own = with_people(Invitation.objects.filter(freelancer=request.user))
        invitation = own.filter(pk=pk).first()
        if invitation is None:
            raise NotFound
        service.decline_invitation(freelancer=request.user, invitation=invitation)
        return Response(invitation_data(own.get(pk=pk)))


def _shown(proposal: Proposal) -> dict[str, object]:
    return proposal_data(with_people(Proposal.objects.filter(pk=proposal.pk)).get())
