"""The search over projects: its parameters, and what a page of it shows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from foundation.fields import LineField, TextField
from foundation.money import AmountField, refuse_decimals
from foundation.parameters import PostedSerializer
from profiles.fields import CountryField, CurrencyField
from profiles.models import Workplace
from profiles.serializers.near import NearSerializer, PlaceTakenSerializer, distance_field
from profiles.serializers.search import ExchangeRatesSerializer
from projects.search.query import DISTANCE, NEWEST, RELEVANCE, Criteria
from projects.serializers.inputs import MAX_SKILLS
from projects.serializers.projects import ProjectSerializer

if TYPE_CHECKING:
    from projects.models import Project

MAX_TEXT = 5000
ORDERING_CHOICES = (RELEVANCE, NEWEST, DISTANCE)
REPEATABLE = ("skill",)


class ProjectSearchSerializer(NearSerializer):
    """Which open projects somebody looks for."""

    q = TextField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        help_text='Words; those that tell most count most. `-word` and words in quotes (`"`) are '
        "asked for strictly, `OR` stands between alternatives. Typos are forgiven.",
    )
    skill = serializers.ListField(
        child=LineField(max_length=80),
        max_length=MAX_SKILLS,
        required=False,
        help_text="Slug, name or alias; repeatable: all of them.",
    )
    budget_min = AmountField(
        required=False,
        help_text="The budget reaches at least this, in `currency` or `amounts_in`: one of both is "
        "needed.",
    )
    budget_max = AmountField(required=False, help_text="The budget starts at most here.")
    currency = CurrencyField(
        required=False, help_text="Those in this currency, and those that name none."
    )
    amounts_in = CurrencyField(
        required=False,
        help_text="The currency of `budget_min` and `budget_max` where budgets in other currencies "
        "are compared as well, by the exchange rates that the operator loaded; "
        "`query.exchange_rates` says of which day they are.",
    )
    country = CountryField(required=False, help_text="Those there, and those that are anywhere.")
    workplace = serializers.ChoiceField(
        Workplace.choices, required=False, help_text="Where they are done, if they say it."
    )
    ordering = serializers.ChoiceField(
        ORDERING_CHOICES,
        required=False,
        help_text=f"By `{RELEVANCE}` (of words; without any: by `{DISTANCE}` from `near`, else the "
        f"newest first), `{NEWEST}`, or `{DISTANCE}`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Amounts of different currencies have no order."""
        names = [name for name in ("budget_min", "budget_max") if attrs.get(name) is not None]
        compared_in = attrs.get("amounts_in") or attrs.get("currency", "")
        if names and not compared_in:
            message = _("Say in which currency: budgets in different ones do not compare.")
            raise serializers.ValidationError({"currency": [message]}, code="required")
        refuse_decimals(attrs, names, compared_in)
        return super().validate(attrs)


class PostedProjectSearchSerializer(PostedSerializer, ProjectSearchSerializer):
    """The same as a body, for long texts. Nothing else may be in it."""


@cache
def _serializer() -> ProjectSearchSerializer:
    return ProjectSearchSerializer()


def read_parameters(given: dict[str, Any]) -> Criteria:
    """What the parameters ask for. Raises ValidationError naming every one that is wrong.

    One serializer validates all requests: it keeps nothing of them.
    """
    return Criteria(**_serializer().run_validation(given)) if given else Criteria()


class ProjectQuerySerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    showing_results_for = serializers.CharField(
        allow_null=True, help_text="The words set right, when nothing had those that were typed."
    )
    exchange_rates = ExchangeRatesSerializer(
        allow_null=True,
        help_text="By which amounts in other currencies were compared; null: none were.",
    )
    near = PlaceTakenSerializer(allow_null=True, help_text="What `near` was taken for.")


class FoundProjectSerializer(ProjectSerializer):
    """A project that was found."""

    distance_km = distance_field()

    def to_representation(self, project: Project) -> dict[str, Any]:
        """Of one of a page, which knows how far away it is."""
        return super().to_representation(project) | {"distance_km": project.distance_km}


@extend_schema_serializer(many=False)
class ProjectPageSerializer(serializers.Serializer[Any]):
    """A page of open projects."""

    next = serializers.URLField(allow_null=True, help_text="The next page; null on the last.")
    previous = serializers.URLField(
        allow_null=True, help_text="The previous page; null on the first."
    )
    count = serializers.IntegerField(
        allow_null=True,
        help_text="Of a text: how many projects have enough of its words, up to 1,000. On the "
        "first page, then null.",
    )
    count_is_exact = serializers.BooleanField(
        allow_null=True, help_text="False: there are more than 1,000."
    )
    query = ProjectQuerySerializer()
    results = FoundProjectSerializer(many=True)
