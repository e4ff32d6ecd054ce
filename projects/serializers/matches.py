"""Who and what fits, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from profiles.serializers.search import ProfileCardSerializer
from profiles.serializers.skills import RecommendationsSerializer, RecommendedSkillSerializer
from projects.serializers.projects import ProjectSerializer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projects.matches import Match
    from projects.recommendations import FittingProject, Recommendations


class MatchReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(["skills", "rate", "availability"])
    detail = serializers.CharField()
    held = serializers.ListField(child=serializers.CharField(), required=False)
    proved = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)


class MatchSerializer(serializers.Serializer["Match"]):
    """A freelancer for a project, how well they fit from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = MatchReasonSerializer(many=True)
    profile = ProfileCardSerializer(help_text="The card that the search shows.")

    def to_representation(self, match: Match) -> dict[str, Any]:
        return {"score": match.fit.score, "reasons": match.fit.reasons, "profile": match.card}


class MatchesSerializer(serializers.Serializer["Sequence[Match]"]):
    results = MatchSerializer(many=True)

    def to_representation(self, matches: Sequence[Match]) -> dict[str, Any]:
        return {"results": MatchSerializer(matches, many=True).data}


class FittingProjectSerializer(serializers.Serializer["FittingProject"]):
    """An open project for a freelancer, how well it fits from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = MatchReasonSerializer(many=True)
    project = ProjectSerializer()

    def to_representation(self, fitting: FittingProject) -> dict[str, Any]:
        return {
            "score": fitting.fit.score,
            "reasons": fitting.fit.reasons,
            "project": ProjectSerializer(fitting.project, context=self.context).data,
        }


class AllRecommendationsSerializer(RecommendationsSerializer):
    """Projects to propose for, and skills to add or learn."""

    projects = FittingProjectSerializer(many=True)

    def to_representation(self, found: Recommendations) -> dict[str, Any]:
        projects = FittingProjectSerializer(found.projects, many=True, context=self.context)
        return {
            "skills": RecommendedSkillSerializer(found.skills, many=True).data,
            "projects": projects.data,
        }
