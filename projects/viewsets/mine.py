"""`me/projects`, `me/recommendations` and the public `profiles/{username}/projects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from profiles.models import Profile
from profiles.permissions import IsFreelancer
from projects.cards import named_client, project_data, with_cards
from projects.models import Project, ProjectSkill
from projects.recommendations import recommendations_for
from projects.serializers import (
    AllRecommendationsSerializer,
    OwnProjectFilterSerializer,
    ProjectSerializer,
    WorkSerializer,
)
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from rest_framework.request import Request


class OwnProjectViewSet(ProjectsViewSet):
    """The projects in which one is a party."""

    queryset = Project.objects.none()
    ordering = ("-id",)
    answers = {"list": (200, ProjectSerializer(many=True))}

    def parameters(self) -> set[str]:
        return super().parameters() | set(OwnProjectFilterSerializer().fields)

    @extend_schema(parameters=[OwnProjectFilterSerializer])
    def list(self, request: Request) -> Response:
        """The own projects, posted or worked on, the newest first."""
        wanted = OwnProjectFilterSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        criteria = dict(wanted.validated_data)
        own = Project.objects.of(request.user, criteria.pop("side", "")).filter(**criteria)
        page = self.paginate_queryset(with_cards(own)) or []
        return self.get_paginated_response([project_data(one, request.user) for one in page])


class HistoryViewSet(ProjectsViewSet):
    """What a freelancer completed here."""

    permission_classes = [AllowAny]
    queryset = Project.objects.none()
    ordering = ("-closed_at", "-id")
    may_be_missing = ("list",)
    answers = {"list": (200, WorkSerializer(many=True))}

    def list(self, request: Request, username: str) -> Response:
        """The projects that a freelancer completed here, the latest first: proved work, apart from
        the self-declared portfolio.
        """
        user = request.user if request.user.is_authenticated else None
        visible = Profile.objects.visible_to(user).filter(user__username=username.lower())
        profile = get_object_or_404(visible)
        needs = ProjectSkill.objects.select_related("skill", "skill__merged_into").order_by("id")
        found = Project.objects.history_of(profile).select_related("client__profile")
        page = self.paginate_queryset(found.prefetch_related(Prefetch("needs", needs))) or []
        return self.get_paginated_response([*self.works(page)])

    def works(self, projects: Sequence[Project]) -> Sequence[dict[str, Any]]:
        """What is shown of each; the app above adds its review."""
        return [work_data(one) for one in projects]


def work_data(project: Project) -> dict[str, Any]:
    """A completed project as everybody sees it (WorkSerializer)."""
    skills = [one.skill.merged_into or one.skill for one in project.needs.all()]
    return {
        "id": project.pk,
        "title": project.title,
        "skills": [{"slug": skill.slug, "name": skill.name} for skill in skills],
        "started_at": project.started_at,
        "closed_at": project.closed_at,
        "client": named_client(project),
    }


class RecommendationViewSet(ProjectsViewSet):
    """What a freelancer may want to do next."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    answers = {"retrieve": (200, AllRecommendationsSerializer)}

    def retrieve(self, request: Request) -> Response:
        """Open projects that suit the own skills and rate, and skills to add or learn: those that
        freelancers alike have, and those that suitable projects ask for. Each with its reasons.
        """
        return Response(recommendations_for(request.user))
