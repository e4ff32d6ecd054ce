"""`me/projects`, `me/recommendations` and the public `profiles/{username}/projects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from foundation import cursors
from foundation.parameters import sent_in_query
from profiles.models import Profile
from profiles.permissions import IsFreelancer
from projects.filters import OwnProjectFilterSet
from projects.models import Project, with_agreed
from projects.recommendations import page_for
from projects.serializers.matches import AllRecommendationsSerializer, ExplainSerializer
from projects.serializers.projects import ProjectSerializer, WorkSerializer
from projects.viewsets.base import PAGING, ProjectsViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request

    from projects.models import ProjectQuerySet


class OwnProjectViewSet(ProjectsViewSet):
    """The projects in which one is a party."""

    queryset = Project.objects.none()
    ordering = ("-id",)
    filtersets = {"list": OwnProjectFilterSet}
    answers = {"list": (200, ProjectSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own projects, posted or worked on, the newest first."""
        return self.answer_page(Project.objects.of(request.user).with_cards(request.user))


class HistoryViewSet(ProjectsViewSet):
    """What a freelancer completed here."""

    permission_classes = [AllowAny]
    queryset = Project.objects.none()
    ordering = ("-closed_at", "-id")
    may_be_missing = ("list",)
    answers = {"list": (200, WorkSerializer(many=True))}

    def get_queryset(self) -> ProjectQuerySet:
        user = self.request.user
        viewer = user if user.is_authenticated else None
        return with_agreed(Project.objects.with_client(viewer).with_skills())

    def list(self, request: Request, username: str) -> Response:
        """The projects that a freelancer completed here, the latest first: proved work, apart from
        the self-declared portfolio.
        """
        user = request.user if request.user.is_authenticated else None
        visible = Profile.objects.visible_to(user).filter(user__username=username.lower())
        profile = get_object_or_404(visible)
        return self.answer_page(self.get_queryset().history_of(profile))


class RecommendationViewSet(ProjectsViewSet):
    """What a freelancer may want to do next."""

    permission_classes = [IsAuthenticated, IsFreelancer]
    answers = {"retrieve": (200, AllRecommendationsSerializer)}

    def parameters(self) -> set[str]:
        own = {*ExplainSerializer().fields, cursors.CURSOR, cursors.PAGE_SIZE}
        return super().parameters() | own

    @extend_schema(parameters=[ExplainSerializer, *PAGING])
    def retrieve(self, request: Request) -> Response:
        """Open projects that suit the own headline, skills, place and rate, and skills to add or
        learn: those that freelancers alike have, and those that suitable projects ask for. Each
        with its reasons.

        Projects come in pages, at most 150 of them; skills only beside the first page.
        """
        asked = ExplainSerializer(data=sent_in_query(request, repeatable=()))
        asked.is_valid(raise_exception=True)
        context = self.get_serializer_context() | {"is_explained": asked.validated_data["explain"]}
        found = page_for(request.user, request)
        return Response(AllRecommendationsSerializer(found, context=context).data)
