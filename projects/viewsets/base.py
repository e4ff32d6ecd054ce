"""What viewsets of projects share: time is settled before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.response import Response

from foundation import deadlines
from foundation.viewsets import ActionViewSet
from projects.cards import project_data, with_cards
from projects.models import Project

if TYPE_CHECKING:
    from rest_framework.request import Request


class ProjectsViewSet(ActionViewSet):
    """A viewset that shows projects, or what hangs on them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        deadlines.settle_due()

    def answer(self, project: Project, status: int = 200) -> Response:
        """The project as the caller sees it now."""
        shown = with_cards(Project.objects.all()).get(pk=project.pk)
        return Response(project_data(shown, self.request.user), status=status)
