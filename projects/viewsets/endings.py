"""`projects/{id}/ending`: how work ended before it was done, and against whom that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from projects import errors
from projects.models import Ending, Project
from projects.serializers.endings import EndingSerializer
from projects.services import ending
from projects.viewsets.base import ActsOnWork, OfAgreement, ProjectsViewSet, without_several

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response


class EndingViewSet(ActsOnWork, ProjectsViewSet):
    """How a project ended early, for its parties. For others there is no such project."""

    queryset = Project.objects.none()
    about_work = ("retrieve", "agree")
    answers = {"retrieve": (200, EndingSerializer), "agree": (200, EndingSerializer)}
    domain_errors = {
        "retrieve": (errors.SeveralAgreements,),
        "agree": (errors.NotYourMove, errors.NothingToAgreeTo, errors.SeveralAgreements),
    }

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Who ended the work before it was done, why, who caused it as they say, and against whom
        it counts. 404 where work did not end early.
        """
        return self.answer(self._ending(pk))

    def agree(self, request: Request, pk: UUID) -> Response:
        """Say that one caused the end oneself, as the other side says: it counts against oneself
        then. For whom the other side names.
        """
        project = get_object_or_404(Project.objects.of(request.user), pk=pk)
        ending.agree_to_ending(user=request.user, project=project)
        return self.answer(self._ending(pk))

    def _ending(self, pk: UUID) -> Ending:
        own = Ending.objects.of(self.request.user).select_related("project", "transition")
        return get_object_or_404(own, pk=pk)


class AgreementEndingViewSet(OfAgreement, EndingViewSet):
    """The same of an agreement."""

    domain_errors = without_several(EndingViewSet)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Who ended agreed work before it was done, why, and against whom it counts, as with
        `projects/{id}/ending`.
        """
        return super().retrieve(request, pk)

    def agree(self, request: Request, pk: UUID) -> Response:
        """Say that one caused the end of agreed work oneself."""
        return super().agree(request, pk)
