"""`agreements`, `projects/{id}/agreements` and `projects/{id}/agreement`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from foundation.errors import LimitExceeded
from projects import errors
from projects.models import Agreement, Project
from projects.serializers.agreements import (
    AgreementSerializer,
    AgreementVersionSerializer,
    HiredAgainSerializer,
)
from projects.serializers.endings import EndEarlySerializer
from projects.serializers.inputs import ReasonSerializer
from projects.services import completion, offers
from projects.viewsets.base import PAGING, ActsOnWork, ProjectsViewSet
from projects.viewsets.proposals import MOVE_ERRORS, OfProjectViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from projects.models import AgreementQuerySet

MOVES = ("deliver", "reject_delivery", "complete", "end_early")


class AgreementViewSet(ProjectsViewSet):
    """An agreement, for its two parties alone."""

    queryset = Agreement.objects.none()
    lookup_value_converter = "uuid"
    makes = {"hire_again": Project}
    requests = {"reject_delivery": ReasonSerializer, "end_early": EndEarlySerializer}
    answers = {
        **dict.fromkeys(("retrieve", *MOVES), (200, AgreementSerializer)),
        "hire_again": (201, HiredAgainSerializer),
        "versions": (200, AgreementVersionSerializer(many=True)),
    }
    domain_errors = {
        "hire_again": (
            errors.NotYourMove,
            errors.FreelancerAway,
            errors.TooManyOpen,
            LimitExceeded,
        ),
        **dict.fromkeys(MOVES, MOVE_ERRORS),
    }

    def get_queryset(self) -> AgreementQuerySet:
        user = self.request.user
        return Agreement.objects.of(user).with_parties(user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What one agreed on: the text of the project, the terms of the proposal and what both
        sides were called, as they were when it was accepted. Nobody can change it alone.
        """
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"], url_path="hire-again")
    def hire_again(self, request: Request, pk: UUID) -> Response:
        """Copy what was agreed last into a new private draft, to be changed and then offered to the
        same freelancer with `projects/{id}/offer`, for which `offer` has the terms. For the client.
        """
        agreement = self.get_object()
        draft = offers.hire_again(client=request.user, agreement=agreement)
        project = Project.objects.with_cards(request.user).get(pk=draft.pk)
        return self.answer({"project": project, "offer": offers.terms_again(agreement)})

    @action(detail=True, methods=["post"])
    def deliver(self, request: Request, pk: UUID) -> Response:
        """Deliver what was agreed on. For the freelancer.

        It counts as completed in 14 days unless the client answers before.
        """
        completion.deliver(freelancer=request.user, project=self._work())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"], url_path="reject-delivery")
    def reject_delivery(self, request: Request, pk: UUID) -> Response:
        """Say what of the agreed work is still to be done after a delivery. For the client."""
        said = self.valid_data()
        completion.reject_delivery(client=request.user, project=self._work(), **said)
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def complete(self, request: Request, pk: UUID) -> Response:
        """Accept the work. For the client; both may review each other then."""
        completion.complete(client=request.user, project=self._work())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"], url_path="end-early")
    def end_early(self, request: Request, pk: UUID) -> Response:
        """Part before the work is done, and say why, as with `projects/{id}/end-early`. For either
        party.
        """
        said = self.valid_data()
        completion.end_early(user=request.user, project=self._work(), **said)
        return self.answer(self.get_object())

    def _work(self) -> Project:
        """The project whose work was agreed on. Raises WrongState for what both undid."""
        agreement: Agreement = self.get_object()
        if agreement.undone_at is not None:
            raise errors.WrongState(self.action, "undone")
        return agreement.project

    @extend_schema(parameters=PAGING)
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, pk: UUID) -> Response:
        """Each version of an agreement, the last one first."""
        agreement = get_object_or_404(Agreement.objects.of(request.user), pk=pk)
        self.ordering = ("-number",)
        return self.answer_page(agreement.versions.select_related("agreement"))


class ProjectAgreementViewSet(ActsOnWork, OfProjectViewSet):
    """What was agreed on one project, and on each of its openings."""

    about_work = ("retrieve",)
    queryset = Agreement.objects.none()
    ordering = ("-id",)
    answers = {
        "list": (200, AgreementSerializer(many=True)),
        "retrieve": (200, AgreementSerializer),
    }
    domain_errors = {"retrieve": (errors.SeveralAgreements,)}

    def _own(self) -> AgreementQuerySet:
        user = self.request.user
        return Agreement.objects.of(user).with_parties(user)

    def list(self, request: Request, pk: UUID) -> Response:
        """The agreements on a project of which one is a party, the newest first."""
        self.project()
        with_openings = Project.objects.with_openings(self.kwargs["pk"])
        return self.answer_page(self._own().filter(project__in=with_openings.values("pk")))

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The agreement on a project, for its two parties: of several openings, the only one."""
        return self.answer(get_object_or_404(self._own().live(), project=self.kwargs["pk"]))
