"""What viewsets of projects share: time is settled before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter

from foundation import cursors, deadlines
from foundation.viewsets import ActionViewSet
from projects.models import Project

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

PAGING = [
    OpenApiParameter(cursors.CURSOR, str, description="From `next` or `previous`."),
    OpenApiParameter(cursors.PAGE_SIZE, cursors.PAGE_SIZE_SCHEMA, description="Of a page."),
]


class ProjectsViewSet(ActionViewSet):
    """A viewset that shows projects, or what hangs on them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        deadlines.settle_due()

    def answer_now(self, project: Project) -> Response:
        """The project as the caller sees it now."""
        return self.answer(Project.objects.with_cards(self.request.user).get(pk=project.pk))
