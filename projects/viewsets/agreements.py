"""`agreements`, `projects/{id}/agreements` and `projects/{id}/agreement`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404

from projects.models import Agreement
from projects.serializers.agreements import AgreementSerializer, AgreementVersionSerializer
from projects.viewsets.base import PAGING, ProjectsViewSet
from projects.viewsets.proposals import OfProjectViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from projects.models import AgreementQuerySet


class AgreementViewSet(ProjectsViewSet):
    """An agreement, for its two parties alone."""

    queryset = Agreement.objects.none()
    lookup_value_converter = "uuid"
    answers = {
        "retrieve": (200, AgreementSerializer),
        "versions": (200, AgreementVersionSerializer(many=True)),
    }

    def get_queryset(self) -> AgreementQuerySet:
        user = self.request.user
        return Agreement.objects.of(user).with_parties(user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What one agreed on: the text of the project, the terms of the proposal and what both
        sides were called, as they were when it was accepted. Nobody can change it alone.
        """
        return self.answer(self.get_object())

    @extend_schema(parameters=PAGING)
    @action(detail=True, methods=["get"])
    def versions(self, request: Request, pk: UUID) -> Response:
        """Each version of an agreement, the last one first."""
        agreement = get_object_or_404(Agreement.objects.of(request.user), pk=pk)
        self.ordering = ("-number",)
        return self.answer_page(agreement.versions.select_related("agreement"))


class ProjectAgreementViewSet(OfProjectViewSet):
    """What was agreed on one project."""

    queryset = Agreement.objects.none()
    ordering = ("-id",)
    answers = {
        "list": (200, AgreementSerializer(many=True)),
        "retrieve": (200, AgreementSerializer),
    }

    def _own(self) -> AgreementQuerySet:
        user = self.request.user
        return Agreement.objects.of(user).with_parties(user).filter(project=self.kwargs["pk"])

    def list(self, request: Request, pk: UUID) -> Response:
        """The agreements on a project of which one is a party, the newest first."""
        self.project()
        return self.answer_page(self._own())

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """The agreement on a project, for its two parties."""
        return self.answer(get_object_or_404(self._own().live()))
