"""`agreements/{id}/steps` and `steps/{id}`: how far agreed work is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from projects import errors
from projects.models import Agreement, AgreementStep
from projects.serializers.inputs import ReasonSerializer
from projects.serializers.steps import AgreementStepSerializer
from projects.services import steps as service
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

MOVE_ERRORS = (errors.NotYourMove, errors.WrongState, errors.ProjectRemoved)


class AgreementStepsViewSet(ProjectsViewSet):
    """The steps of one agreement."""

    queryset = AgreementStep.objects.none()
    ordering = ("number",)
    answers = {"list": (200, AgreementStepSerializer(many=True))}

    def list(self, request: Request, pk: UUID) -> Response:
        """The steps of an agreement of which one is a party, in their order."""
        agreement = get_object_or_404(Agreement.objects.of(request.user), pk=pk)
        return self.answer_page(AgreementStep.objects.with_work().filter(agreement=agreement))


class AgreementStepViewSet(ProjectsViewSet):
    """One step, for the two parties of its agreement alone."""

    queryset = AgreementStep.objects.none()
    lookup_value_converter = "uuid"
    requests = {"reject": ReasonSerializer}
    answers = dict.fromkeys(
        ("retrieve", "deliver", "accept", "reject"), (200, AgreementStepSerializer)
    )
    domain_errors = dict.fromkeys(("deliver", "accept", "reject"), MOVE_ERRORS)

    def get_queryset(self) -> QuerySet[AgreementStep]:
        own = AgreementStep.objects.of(self.request.user)
        return own.with_work()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A step of work that one agreed on."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def deliver(self, request: Request, pk: UUID) -> Response:
        """Say that the step is done. For the freelancer."""
        service.deliver_step(freelancer=request.user, step=self.get_object())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Say that the step is done, delivered or not. For the client."""
        service.accept_step(client=request.user, step=self.get_object())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: UUID) -> Response:
        """Say what of a delivered step is still to be done. For the client."""
        service.reject_step(client=request.user, step=self.get_object(), **self.valid_data())
        return self.answer(self.get_object())
