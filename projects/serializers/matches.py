"""Who and what fits, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.fields import LineField, TextField
from foundation.parameters import RefusesUnknown
from profiles.serializers.search import ProfileCardSerializer
from profiles.serializers.skills import RecommendationsSerializer, RecommendedSkillSerializer
from projects.serializers.inputs import MAX_SKILLS, OPTIONAL
from projects.serializers.projects import ProjectSerializer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from profiles.matching import Fit
    from profiles.skill_suggestions import SuggestedSkill
    from projects.recommendations import FittingProject, Recommendations


class MatchReasonSerializer(serializers.Serializer[Any]):
    """Why, in words, and what the words are about: `skills` has `held`, `proved` and `missing`,
    `occupation` its name, `words` those that the profile shows, `place` where they are.
    """

    code = serializers.ChoiceField(
        ["skills", "occupation", "words", "place", "rate", "availability"]
    )
    detail = serializers.CharField()
    held = serializers.ListField(child=serializers.CharField(), required=False)
    proved = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)
    occupation = serializers.CharField(required=False)
    words = serializers.ListField(child=serializers.CharField(), required=False)
    city = serializers.CharField(required=False)
    country = serializers.CharField(required=False)
    distance_km = serializers.IntegerField(required=False, help_text="About how far away.")


class ExplainSerializer(serializers.Serializer[Any]):
    """What matches and recommendations are asked for."""

    explain = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Also say what each score is made of. Not stable: for people, not for programs.",
    )


class ExplanationSerializer(serializers.Serializer[Any]):
    """What a score is made of: its parts add up to it. Not stable."""

    trade = serializers.FloatField()
    words = serializers.FloatField(required=False)
    occupation = serializers.FloatField(required=False)
    skills = serializers.FloatField()
    place = serializers.FloatField()
    rate = serializers.FloatField()
    availability = serializers.FloatField()
    quality = serializers.FloatField()


class MatchSerializer(serializers.Serializer["Fit"]):
    """A freelancer for a project, how well they fit from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = MatchReasonSerializer(many=True)
    profile = ProfileCardSerializer(help_text="The card that the search shows.")
    explanation = ExplanationSerializer(required=False, help_text="With `explain`.")

    def to_representation(self, fit: Fit) -> dict[str, Any]:
        shown = {"score": fit.score, "reasons": fit.reasons, "profile": fit.card}
        return shown | ({"explanation": fit.parts} if self.context.get("is_explained") else {})


class MatchesSerializer(serializers.Serializer["Sequence[Fit]"]):
    results = MatchSerializer(many=True)

    def to_representation(self, fits: Sequence[Fit]) -> dict[str, Any]:
        return {"results": MatchSerializer(fits, many=True, context=self.context).data}


class SuggestSkillsSerializer(RefusesUnknown):
    """What is written of a project so far. Nothing else may be in it."""

    title = LineField(max_length=120, allow_blank=True)
    description = TextField(max_length=5000, **OPTIONAL)
    skills = serializers.ListField(
        child=LineField(max_length=80),
        max_length=MAX_SKILLS,
        required=False,
        default=list,
        help_text="Those chosen already, which are not suggested.",
    )


class SkillSuggestionSerializer(serializers.Serializer["SuggestedSkill"]):
    """A skill to choose, and why."""

    slug = serializers.CharField(source="skill.slug")
    name = serializers.CharField(source="skill.name")
    code = serializers.ChoiceField(["text", "occupation"])
    detail = serializers.CharField()


class SkillSuggestionsSerializer(serializers.Serializer["Sequence[SuggestedSkill]"]):
    results = SkillSuggestionSerializer(many=True)

    def to_representation(self, found: Sequence[SuggestedSkill]) -> dict[str, Any]:
        return {"results": SkillSuggestionSerializer(found, many=True).data}


class FittingReasonSerializer(serializers.Serializer[Any]):
    """Why a project suits, in words, and what the words are about: `skills` has `held` and
    `missing`, `occupation` its name, `words` those that the project shows, `place` where it is.
    """

    code = serializers.ChoiceField(["skills", "occupation", "words", "place", "rate"])
    detail = serializers.CharField()
    held = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)
    occupation = serializers.CharField(required=False)
    words = serializers.ListField(child=serializers.CharField(), required=False)
    city = serializers.CharField(required=False)
    country = serializers.CharField(required=False)
    distance_km = serializers.IntegerField(required=False, help_text="About how far away.")


class FittingExplanationSerializer(serializers.Serializer[Any]):
    """What a score is made of: its parts add up to it. Not stable."""

    trade = serializers.FloatField()
    words = serializers.FloatField()
    skills = serializers.FloatField()
    place = serializers.FloatField()
    rate = serializers.FloatField()
    newness = serializers.FloatField()


class FittingProjectSerializer(serializers.Serializer["FittingProject"]):
    """An open project for a freelancer, how well it fits from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = FittingReasonSerializer(many=True)
    project = ProjectSerializer()
    explanation = FittingExplanationSerializer(required=False, help_text="With `explain`.")

    def to_representation(self, fitting: FittingProject) -> dict[str, Any]:
        shown = {
            "score": fitting.fit.score,
            "reasons": fitting.reasons,
            "project": ProjectSerializer(fitting.project, context=self.context).data,
        }
        is_explained = self.context.get("is_explained")
        return shown | ({"explanation": fitting.fit.parts} if is_explained else {})


class AllRecommendationsSerializer(RecommendationsSerializer):
    """Projects to propose for, a page of them, and beside the first page skills to add or learn."""

    next = serializers.URLField(allow_null=True, help_text="More projects; null on the last page.")
    previous = serializers.URLField(allow_null=True, help_text="Null on the first page.")
    projects = FittingProjectSerializer(many=True)

    def to_representation(self, found: Recommendations) -> dict[str, Any]:
        projects = FittingProjectSerializer(found.projects, many=True, context=self.context)
        return {
            "skills": RecommendedSkillSerializer(found.skills, many=True).data,
            "next": found.next,
            "previous": found.previous,
            "projects": projects.data,
        }
