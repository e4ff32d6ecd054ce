"""`projects/{id}/matches` and `projects/suggest-skills`: who fits, and what to ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from foundation.parameters import sent_in_query
from profiles.skill_suggestions import suggested_skills
from projects import errors
from projects.matches import matches_of
from projects.models import Project
from projects.permissions import OnlyClientsPost
from projects.serializers.matches import (
    ExplainSerializer,
    MatchesSerializer,
    SkillSuggestionsSerializer,
    SuggestSkillsSerializer,
)
from projects.transitions import Party, party_of
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request


class MatchingViewSet(ProjectsViewSet):
    """Who fits a project, and the skills that its text asks for."""

    permission_classes = [IsAuthenticated, OnlyClientsPost]
    makes_nothing = ("suggest_skills",)
    queryset = Project.objects.none()
    lookup_value_converter = "uuid"
    requests = {"suggest_skills": SuggestSkillsSerializer}
    answers = {
        "matches": (200, MatchesSerializer),
        "suggest_skills": (200, SkillSuggestionsSerializer),
    }
    domain_errors = {"matches": (errors.NotYourMove,)}

    def get_queryset(self) -> QuerySet[Project]:
        user = self.request.user
        return Project.objects.visible_to(user).select_related("client").with_skills()

    def parameters(self) -> set[str]:
        explain = set(ExplainSerializer().fields) if self.action == "matches" else set()
        return super().parameters() | explain

    @extend_schema(parameters=[ExplainSerializer])
    @action(detail=True, methods=["get"])
    def matches(self, request: Request, pk: UUID) -> Response:
        """The freelancers who fit the project best, each with the reasons. For its client.

        Those who do what the title asks for come before all others, and of them those at the place
        of the work before those elsewhere. Of the description any telling word counts. Skills,
        rate and availability add; who lacks a skill is not left out.
        """
        asked = ExplainSerializer(data=sent_in_query(request, repeatable=()))
        asked.is_valid(raise_exception=True)
        project = self.get_object()
        if party_of(project, request.user) is not Party.CLIENT:
            raise errors.NotYourMove
        context = {"is_explained": asked.validated_data["explain"]}
        return Response(MatchesSerializer(matches_of(project), context=context).data)

    @action(detail=False, methods=["post"], url_path="suggest-skills")
    def suggest_skills(self, request: Request) -> Response:
        """The skills that a project of this title and description may need, to choose from: those
        that the text names, and those of the occupation that it means. For clients. Nothing is
        added to any project.
        """
        return self.answer(suggested_skills(**self.valid_data()))
