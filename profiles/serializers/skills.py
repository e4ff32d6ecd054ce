"""Skills: the vocabulary, and those that somebody has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import LineField, WholeNumberField
from foundation.schema_rules import not_exactly_one
from foundation.skill_keys import skill_key
from profiles.models import Evidence, ProfileSkill, Skill, SkillKind, SkillLevel, SkillStatus

if TYPE_CHECKING:
    from profiles.recommendations import Recommendation


class AddSkillSerializer(serializers.Serializer[Any]):
    """A skill by its name or its slug; aliases and other spellings resolve."""

    name = LineField(max_length=80, required=False)
    slug = LineField(max_length=80, required=False)
    level = serializers.ChoiceField(SkillLevel.choices, required=False, allow_blank=True)
    years = WholeNumberField(min_value=0, max_value=80, required=False, allow_null=True)
    not_allowed = not_exactly_one("name", "slug")
    is_never_empty = True

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("name", "slug") if attrs.get(name)]
        if len(given) != 1:
            message = _("Give either the name or the slug of a skill.")
            raise serializers.ValidationError({"name": [message]}, code="required")
        if not skill_key(attrs[given[0]]):
            message = _("There is no letter or digit in it.")
            raise serializers.ValidationError({given[0]: [message]}, code="invalid")
        return attrs


class SkillSerializer(serializers.Serializer[Skill]):
    """A skill of the vocabulary."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(SkillKind.choices)
    parent = serializers.CharField(allow_null=True, help_text="The slug of the one above.")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="Its other names.")

    def to_representation(self, skill: Any) -> dict[str, Any]:
        """Of a skill `with_names`."""
        return {
            "slug": skill.slug,
            "name": skill.name,
            "kind": skill.kind,
            "parent": skill.parent_slug,
            "aliases": [name for name in skill.names if name not in (skill.name, skill.slug)],
        }


class ShownSkillSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    level = serializers.ChoiceField(SkillLevel.choices, allow_blank=True)
    evidence = serializers.ChoiceField(
        Evidence.choices, help_text="From what somebody says to what a review confirmed."
    )


class ProfileSkillSerializer(ShownSkillSerializer):
    years = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(SkillStatus.choices)

    def to_representation(self, held: ProfileSkill) -> dict[str, Any]:
        return {
            "slug": held.skill.slug,
            "name": held.skill.name,
            "level": held.level,
            "years": held.years,
            "evidence": held.evidence,
            "status": held.skill.status,
        }


REASON_CODES = ["peers", "career_track", "builds_on", "asked_for"]


class SkillReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(REASON_CODES)
    detail = serializers.CharField()
    share = serializers.FloatField(
        required=False, help_text="Of the peers or of the projects; 0 to 1."
    )


class RecommendedSkillSerializer(serializers.Serializer["Recommendation"]):
    """A skill to learn or to add, and why."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(SkillKind.choices)
    score = serializers.FloatField(help_text="0 to 1; higher is better.")
    reasons = SkillReasonSerializer(many=True)

    def to_representation(self, found: Recommendation) -> dict[str, Any]:
        return {
            "slug": found.skill.slug,
            "name": found.skill.name,
            "kind": found.skill.kind,
            "score": found.score,
            "reasons": found.reasons,
        }


class RecommendationsSerializer(serializers.Serializer[Any]):
    skills = RecommendedSkillSerializer(many=True)
