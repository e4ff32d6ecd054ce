"""Projects, proposals and invitations, in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import FlagField, LineField, TextField
from foundation.schema_rules import amount_without, any_of
from profiles.fields import CountryField, CurrencyField
from profiles.serializers.profile import PicturesSerializer, ReputationSerializer
from profiles.serializers.search import ProfileCardSerializer
from profiles.serializers.skills import RecommendationsSerializer
from projects.models import ProjectStatus, ProposalStatus
from projects.transitions import PROJECT_RULES

MOST_SKILLS = 20
MOST_MONEY = Decimal("999999999.99")
PEOPLES_ACTIONS = sorted(set(PROJECT_RULES) - {"start", "lapse"})
OPTIONAL = {"required": False, "allow_blank": True, "default": ""}


class MoneyField(serializers.DecimalField):
    """An amount: not negative, with two places, below a thousand million."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=11, decimal_places=2, min_value=0, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, (bool, list, dict)):
            self.fail("invalid")
        return super().to_internal_value(data)


class ProjectInputSerializer(serializers.Serializer[Any]):
    """What a client says of a project."""

    title = LineField(max_length=120, min_length=3)
    description = TextField(max_length=5000)
    skills = serializers.ListField(
        child=LineField(max_length=80),
        max_length=MOST_SKILLS,
        required=False,
        help_text="Names or slugs; aliases resolve.",
    )
    budget_min = MoneyField(required=False, allow_null=True)
    budget_max = MoneyField(required=False, allow_null=True)
    budget_is_hourly = FlagField(required=False, help_text="Else the budget is for the whole.")
    currency = CurrencyField(**OPTIONAL | {"help_text": "ISO 4217; needed with a budget."})
    country = CountryField(**OPTIONAL | {"help_text": "ISO 3166-1; empty: anywhere."})
    names_client = FlagField(
        required=False, help_text="Whether the freelancer's public history may name the client."
    )
    not_allowed = any_of(
        amount_without("currency", "budget_min"), amount_without("currency", "budget_max")
    )


class NewProjectSerializer(ProjectInputSerializer):
    """A new project: a draft unless `status` says open."""

    status = serializers.ChoiceField(
        [(ProjectStatus.DRAFT, _("Draft")), (ProjectStatus.OPEN, _("Open"))], required=False
    )


class ReasonSerializer(serializers.Serializer[Any]):
    """An action that says why."""

    reason = LineField(max_length=500, min_length=3)


class OptionalReasonSerializer(serializers.Serializer[Any]):
    """An action that may say why."""

    reason = LineField(max_length=500, **OPTIONAL)


class ProposalInputSerializer(serializers.Serializer[Any]):
    """An offer to do a project."""

    cover_note = TextField(max_length=4000, min_length=10)
    rate = MoneyField(required=False, allow_null=True, help_text="By the hour or for the whole.")
    currency = CurrencyField(**OPTIONAL)
    not_allowed = amount_without("currency", "rate")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("rate") is not None and not attrs.get("currency"):
            message = _("Say in which currency the rate is.")
            raise serializers.ValidationError({"currency": [message]}, code="required")
        return attrs


class InviteSerializer(serializers.Serializer[Any]):
    """Whom to invite."""

    username = LineField(max_length=30)
    message = TextField(max_length=1000, **OPTIONAL)


class PersonSerializer(serializers.Serializer[Any]):
    """A party of a project."""

    username = serializers.CharField(allow_null=True, help_text="Null for a former member.")
    full_name = serializers.CharField()
    organisation_name = serializers.CharField()
    city = serializers.CharField()
    country = serializers.CharField()
    avatar = PicturesSerializer(allow_null=True)
    reputation = ReputationSerializer()


class NeededSkillSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class ProjectSerializer(serializers.Serializer[Any]):
    """A project as the caller sees it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    description = serializers.CharField()
    skills = NeededSkillSerializer(many=True)
    budget_min = serializers.CharField(allow_null=True)
    budget_max = serializers.CharField(allow_null=True)
    budget_is_hourly = serializers.BooleanField()
    currency = serializers.CharField()
    country = serializers.CharField()
    names_client = serializers.BooleanField()
    status = serializers.ChoiceField(ProjectStatus.choices)
    client = PersonSerializer()
    freelancer = PersonSerializer(allow_null=True, help_text="For the parties only.")
    opened_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True, help_text="For the parties only.")
    delivered_at = serializers.DateTimeField(allow_null=True, help_text="For the parties only.")
    completes_at = serializers.DateTimeField(
        allow_null=True, help_text="When the delivery counts as accepted unless it is answered."
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    actions = serializers.ListField(
        child=serializers.ChoiceField(PEOPLES_ACTIONS),
        help_text="What the caller may do with it now.",
    )


class OfProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class ProposalSerializer(serializers.Serializer[Any]):
    """An offer, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    cover_note = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    status = serializers.ChoiceField(ProposalStatus.choices)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)


class InvitationSerializer(serializers.Serializer[Any]):
    """An invitation, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    message = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class TransitionSerializer(serializers.Serializer[Any]):
    """That a project, or a proposal to it, went from one state to another."""

    at = serializers.DateTimeField()
    action = serializers.CharField()
    from_status = serializers.CharField(help_text="Empty: it was made.")
    to_status = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="A username; null: time did it.")
    reason = serializers.CharField()
    proposal = serializers.UUIDField(allow_null=True, help_text="Null: it is the project's own.")


class WorkSerializer(serializers.Serializer[Any]):
    """A completed project in a freelancer's public history."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    skills = NeededSkillSerializer(many=True)
    started_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField()
    client = serializers.CharField(
        allow_null=True, help_text="The client's name, if the client allows."
    )


class MatchReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(["skills", "rate", "availability"])
    detail = serializers.CharField()
    held = serializers.ListField(child=serializers.CharField(), required=False)
    proved = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.ListField(child=serializers.CharField(), required=False)


class MatchSerializer(serializers.Serializer[Any]):
    """A freelancer for a project, how well they fit from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = MatchReasonSerializer(many=True)
    profile = ProfileCardSerializer(help_text="The card that the search shows.")


class MatchesSerializer(serializers.Serializer[Any]):
    results = MatchSerializer(many=True)


class FittingProjectSerializer(serializers.Serializer[Any]):
    """An open project for a freelancer, how well it fits from 0 to 1, and why."""

    score = serializers.FloatField()
    reasons = MatchReasonSerializer(many=True)
    project = ProjectSerializer()


class AllRecommendationsSerializer(RecommendationsSerializer):
    """Projects to propose for, and skills to add or learn."""

    projects = FittingProjectSerializer(many=True)


class ProjectFilterSerializer(serializers.Serializer[Any]):
    """Which open projects."""

    q = LineField(max_length=200, required=False, help_text="Words, as in web searches.")
    skill = serializers.ListField(
        child=LineField(max_length=80),
        max_length=MOST_SKILLS,
        required=False,
        help_text="Slug, name or alias; repeatable: all of them.",
    )
    budget_min = MoneyField(required=False, help_text="The budget reaches at least this.")
    budget_max = MoneyField(required=False, help_text="The budget starts at most here.")
    currency = CurrencyField(required=False)
    country = CountryField(required=False, help_text="Those there, and those that are anywhere.")


class OwnProjectFilterSerializer(serializers.Serializer[Any]):
    """Which of the own projects."""

    status = serializers.ChoiceField(ProjectStatus.choices, required=False)
    side = serializers.ChoiceField(["client", "freelancer"], required=False)
