"""What viewsets of projects share: time is settled before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter

from foundation import cursors, deadlines
from foundation.viewsets import ActionViewSet
from projects.errors import SeveralAgreements
from projects.models import Agreement, Project
from projects.works import work_meant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from accounts.models import User
    from foundation.errors import DomainError

PAGING = [
    OpenApiParameter(cursors.CURSOR, str, description="From `next` or `previous`."),
    OpenApiParameter(cursors.PAGE_SIZE, cursors.PAGE_SIZE_SCHEMA, description="Of a page."),
]


class ActsOnWork:
    """A viewset of one project, some of whose actions are about agreed work: of a project with
    several openings they mean the work of the only agreement of the caller.
    """

    about_work: ClassVar[tuple[str, ...]] = ()
    answers: ClassVar[Mapping[str, Any]]
    action: str
    kwargs: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises what `work` does."""
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if self.is_about_work:
            self.kwargs["pk"] = self.work(request.user)

    @property
    def is_about_work(self) -> bool:
        return self.action in self.about_work

    def work(self, user: User) -> UUID:
        """The project that holds the work that is meant. Raises SeveralAgreements."""
        return work_meant(user, self.kwargs["pk"])


def without_several(
    viewset: type[ActionViewSet],
) -> dict[str, tuple[type[DomainError], ...]]:
    """The errors of a viewset's actions where the agreement is named."""
    known = viewset.domain_errors.items()
    return {
        action: tuple(one for one in raised if one is not SeveralAgreements)
        for action, raised in known
    }


class OfAgreement(ActsOnWork):
    """What a viewset does about a project's work, by the id of the agreement on it."""

    @property
    def is_about_work(self) -> bool:
        return self.action in self.answers  # else it is another method, or OPTIONS

    def work(self, user: User) -> UUID:
        """Raises Http404 for what the caller has not agreed on, or was undone."""
        own = Agreement.objects.of(user).live()
        return get_object_or_404(own, pk=self.kwargs["pk"]).project_id


class ProjectsViewSet(ActionViewSet):
    """A viewset that shows projects, or what hangs on them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        deadlines.settle_due()

    def answer_now(self, project: Project) -> Response:
        """The project as the caller sees it now."""
        return self.answer(Project.objects.with_cards(self.request.user).get(pk=project.pk))
