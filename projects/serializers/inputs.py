"""What is said of projects, proposals and invitations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import FlagField, LineField, TextField, WholeNumberField
from foundation.money import AmountField, refuse_decimals
from foundation.point_fields import PointSerializer
from foundation.schema_rules import all_of, amount_without, any_of
from profiles.fields import CountryField, CurrencyField
from profiles.models import Workplace
from projects.fields import StartField
from projects.models import MAX_OPENINGS, ProjectStatus
from projects.models.proposal import MAX_INCLUDED
from projects.models.step import MAX_STEPS
from projects.serializers.steps import StepInputSerializer

MAX_SKILLS = 20
MAX_VERSION = 2_147_483_647
EXPIRY = "When it closes unless somebody was chosen: from 1 to 180 days ahead."
OPTIONAL = {"required": False, "allow_blank": True, "default": ""}


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
    budget_min = AmountField(required=False, allow_null=True)
    budget_max = AmountField(required=False, allow_null=True)
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
        "grid of about a kilometre is kept, and only its client is shown it. At most 100 km from "
        "the city.",
    )
    names_client = FlagField(
        required=False, help_text="Whether the freelancer's public history may name the client."
    )
    is_private = FlagField(
        required=False,
        help_text="Only those whom you invite see it, five at most. Of a draft alone.",
    )
    openings = WholeNumberField(
        min_value=1,
        max_value=MAX_OPENINGS,
        required=False,
        help_text="For how many people there is work: one, unless you say otherwise. With several, "
        "each agreement has work of its own.",
    )
    not_allowed = any_of(
        amount_without("currency", "budget_min"),
        amount_without("currency", "budget_max"),
        all_of(amount_without("country", "point"), amount_without("city", "point")),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("currency"):
            refuse_decimals(attrs, ["budget_min", "budget_max"], attrs["currency"])
        return attrs


class NewProjectSerializer(ProjectInputSerializer):
    """A new project: a draft unless `status` says open."""

    status = serializers.ChoiceField(
        [(ProjectStatus.DRAFT, _("Draft")), (ProjectStatus.OPEN, _("Open"))], required=False
    )
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text=f"{EXPIRY} Else 60 days after it is opened."
    )


class ExtendSerializer(serializers.Serializer[Any]):
    """Until when a project stays open."""

    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text=f"{EXPIRY} Else 60 days from now."
    )


class ReasonSerializer(serializers.Serializer[Any]):
    """An action that says why."""

    reason = LineField(max_length=500, min_length=3)


class OptionalReasonSerializer(serializers.Serializer[Any]):
    """An action that may say why."""

    reason = LineField(max_length=500, **OPTIONAL)


class VersionField(WholeNumberField):
    """The `version` of a project that somebody read."""

    def __init__(self, **kwargs: Any) -> None:
        known = {"help_text": "The `version` of the project that you read: 409 after a change."}
        super().__init__(min_value=1, max_value=MAX_VERSION, **known | kwargs)


class TermsSerializer(serializers.Serializer[Any]):
    """The terms of a proposal or an offer. They do not change afterwards."""

    rate = AmountField(required=False, allow_null=True, help_text="By the hour or for the whole.")
    rate_is_hourly = FlagField(
        required=False, help_text="Else the rate is for the whole. Left out: as the budget is."
    )
    currency = CurrencyField(**OPTIONAL)
    starts_on = StartField(required=False, allow_null=True)
    included = TextField(
        max_length=MAX_INCLUDED,
        help_text="What the price includes: it is part of the agreement.",
        **OPTIONAL,
    )
    steps = serializers.ListField(
        child=StepInputSerializer(),
        max_length=MAX_STEPS,
        required=False,
        help_text="In which the work is delivered. Amounts of all of them add up to the price for "
        "the whole.",
    )
    not_allowed = amount_without("currency", "rate")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("rate") is not None and not attrs.get("currency"):
            message = _("Say in which currency the rate is.")
            raise serializers.ValidationError({"currency": [message]}, code="required")
        if attrs.get("currency"):
            refuse_decimals(attrs, ["rate"], attrs["currency"])
        return attrs


class ProposalInputSerializer(TermsSerializer):
    """An offer to do a project."""

    cover_note = TextField(max_length=4000, min_length=10)
    project_version = VersionField(required=False)


class OfferInputSerializer(TermsSerializer):
    """An offer of a project to one person."""

    username = LineField(max_length=30)
    message = TextField(max_length=1000, **OPTIONAL)


class ReadVersionSerializer(serializers.Serializer[Any]):
    """Which version of the project a freelancer stands by a proposal for."""

    project_version = VersionField()


class AcceptSerializer(serializers.Serializer[Any]):
    """Which version of the project is agreed on."""

    project_version = VersionField(required=False)


class InviteSerializer(serializers.Serializer[Any]):
    """Whom to invite."""

    username = LineField(max_length=30)
    message = TextField(max_length=1000, **OPTIONAL)
