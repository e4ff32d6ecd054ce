"""What is said of projects, proposals and invitations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import FlagField, LineField, TextField
from foundation.point_fields import PointSerializer
from foundation.schema_rules import all_of, amount_without, any_of
from profiles.fields import CountryField, CurrencyField
from profiles.models import Workplace
from projects.models import ProjectStatus

MAX_SKILLS = 20
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
        max_length=MAX_SKILLS,
        required=False,
        help_text="Names or slugs; aliases resolve.",
    )
    budget_min = MoneyField(required=False, allow_null=True)
    budget_max = MoneyField(required=False, allow_null=True)
    budget_is_hourly = FlagField(required=False, help_text="Else the budget is for the whole.")
    currency = CurrencyField(**OPTIONAL | {"help_text": "ISO 4217; needed with a budget."})
    country = CountryField(**OPTIONAL | {"help_text": "ISO 3166-1; empty: anywhere."})
    workplace = serializers.ChoiceField(
        Workplace.choices,
        help_text="Where it is done. Of a project with a city or a point it is `on_site` unless it "
        "is said to be `remote`.",
        **OPTIONAL,
    )
    city = LineField(
        max_length=100,
        help_text="By any of its names; of several, that in `country`, else the largest.",
        **OPTIONAL,
    )
    point = PointSerializer(
        required=False,
        allow_null=True,
        help_text="Where it is done, instead of the city's middle. Only the nearest point of a "
        "grid of about a kilometre is kept, and only its client is shown it.",
    )
    names_client = FlagField(
        required=False, help_text="Whether the freelancer's public history may name the client."
    )
    not_allowed = any_of(
        amount_without("currency", "budget_min"),
        amount_without("currency", "budget_max"),
        all_of(amount_without("country", "point"), amount_without("city", "point")),
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
