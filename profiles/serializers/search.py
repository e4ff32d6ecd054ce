"""Search: its parameters, and what a page of it shows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from foundation.fields import LineField, TextField
from foundation.money import AmountField, refuse_decimals
from foundation.parameters import OF_A_PAGE, PostedSerializer
from profiles.fields import CountryField, CurrencyField
from profiles.models import Availability, EducationLevel, ExperienceLevel
from profiles.search.lists import ORDERINGS
from profiles.search.query import Criteria
from profiles.serializers.near import (
    DISTANCE,
    NearSerializer,
    PlaceTakenSerializer,
    distance_field,
)
from profiles.serializers.pictures import PicturesSerializer
from profiles.serializers.skills import ShownSkillSerializer

MOST_SKILLS = 20
BY_RATE = ("rate", "-rate")
MAX_TEXT = 5000
ORDERING_CHOICES = ("relevance", *ORDERINGS, DISTANCE)


class SearchSerializer(NearSerializer):
    """What a client looks for."""

    q = LineField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="Words in any order; quoted words stand together, `-word` is excluded, `OR` "
        "makes alternatives. Typos are forgiven.",
    )
    skill = serializers.ListField(
        child=LineField(max_length=80),
        max_length=MOST_SKILLS,
        required=False,
        default=list,
        help_text="Slug, name or alias; repeatable: all of them. A skill counts for those above "
        "it.",
    )
    rate_min = AmountField(
        required=False,
        default=None,
        help_text="Of the hourly rate, in `currency` or `amounts_in`: one of both is needed.",
    )
    rate_max = AmountField(required=False, default=None, help_text="The same.")
    currency = CurrencyField(required=False, default="", help_text="Only rates in this currency.")
    amounts_in = CurrencyField(
        required=False,
        default="",
        help_text="The currency of `rate_min` and `rate_max` where rates in other currencies are "
        "compared as well, by the exchange rates that the operator loaded; `query.exchange_rates` "
        "says of which day they are.",
    )
    country = CountryField(required=False, default="")
    city = LineField(
        max_length=100,
        required=False,
        default="",
        help_text=(
            "Any of its whole names: Bangalore is Bengaluru, Cologne and Koeln are Köln. "
            "`country` decides which of several cities is meant; without it, the largest, "
            "and whoever writes the city so."
        ),
    )
    level = serializers.MultipleChoiceField(
        choices=ExperienceLevel.choices,
        required=False,
        default=list,
        help_text="Repeatable: any of them.",
    )
    availability = serializers.MultipleChoiceField(
        choices=Availability.choices,
        required=False,
        default=list,
        help_text="Repeatable: any of them.",
    )
    rating_min = serializers.DecimalField(
        3,
        2,
        min_value=1,
        max_value=5,
        required=False,
        default=None,
        help_text="Of the mean shown, which those below three reviews have not.",
    )
    ordering = serializers.ChoiceField(
        ORDERING_CHOICES,
        required=False,
        default="relevance",
        help_text="By `relevance` (of words; without any: `distance` from `near`, else `quality`), "
        "`quality`, `-rating`, `rate`, `-rate` (those who name one in `currency`, which is "
        "needed), `-joined`, or `distance`.",
    )
    facets = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Also count the values of each filter over the best 1,000 matches; on the first "
        "page.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        lowest, highest = attrs["rate_min"], attrs["rate_max"]
        if lowest is not None and highest is not None and lowest > highest:
            message = _("The lowest rate is above the highest.")
            raise serializers.ValidationError({"rate_min": [message]}, code="inverted_range")
        _require_currency(attrs)
        return super().validate(attrs)


def _require_currency(attrs: dict[str, Any]) -> None:
    """Amounts of different currencies have no order."""
    names = [name for name in ("rate_min", "rate_max") if attrs[name] is not None]
    compared_in = attrs["amounts_in"] or attrs["currency"]
    if (names and not compared_in) or (attrs["ordering"] in BY_RATE and not attrs["currency"]):
        message = _("Say in which currency: rates of different ones do not compare.")
        raise serializers.ValidationError({"currency": [message]}, code="required")
    refuse_decimals(attrs, names, compared_in)


class PostedSearchSerializer(PostedSerializer, SearchSerializer):
    """What a client looks for, in a body: texts with line breaks, and longer than an address."""

    q = TextField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="As in the query of a GET; may have line breaks.",
    )


NOTHING = Criteria(ordering="relevance")


@cache
def _serializer(kind: type[SearchSerializer]) -> SearchSerializer:
    return kind()


def read_parameters(
    given: Any, kind: type[SearchSerializer] = SearchSerializer
) -> tuple[Criteria, bool]:
    """What the parameters ask for but those of a page, and whether facets are to be counted. Raises
    ValidationError naming every parameter that is wrong.

    One serializer validates all requests: it keeps nothing of them, and making one costs as much as
    the search itself.
    """
    if given == {}:
        return NOTHING, False
    valid = _serializer(kind).run_validation(given)
    valid = {name: value for name, value in valid.items() if name not in OF_A_PAGE}
    with_facets = valid.pop("facets")
    for name in ("level", "availability"):
        valid[name] = sorted(valid[name])
    return Criteria(**valid), with_facets


class CardReputationSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)


class ProfileCardSerializer(serializers.Serializer[Any]):
    """A freelancer in a list; the page has more."""

    username = serializers.CharField()
    full_name = serializers.CharField()
    role = serializers.CharField()
    headline = serializers.CharField()
    summary = serializers.CharField(help_text="The first 200 characters of the bio.")
    avatar = PicturesSerializer(allow_null=True)
    city = serializers.CharField()
    country = serializers.CharField()
    hourly_rate = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    availability = serializers.ChoiceField(Availability.choices, allow_blank=True)
    paused_until = serializers.DateField(
        allow_null=True,
        help_text="Away, and back on this day: found by the filter `unavailable` alone.",
    )
    experience_level = serializers.ChoiceField(ExperienceLevel.choices, allow_blank=True)
    education_level = serializers.ChoiceField(EducationLevel.choices, allow_blank=True)
    skills = ShownSkillSerializer(many=True, help_text="The best twelve.")
    reputation = CardReputationSerializer()


class FoundCardSerializer(ProfileCardSerializer):
    """A freelancer who was found."""

    lacking = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of `query.required` that the profile does not have, of the eight that "
        "tell most. Empty for a good match.",
    )
    distance_km = distance_field()


class FacetValueSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="As the filter takes it.")
    count = serializers.IntegerField()


class SkillFacetValueSerializer(FacetValueSerializer):
    name = serializers.CharField()


class FacetsSerializer(serializers.Serializer[Any]):
    skill = SkillFacetValueSerializer(many=True)
    country = FacetValueSerializer(many=True)
    level = FacetValueSerializer(many=True)
    availability = FacetValueSerializer(many=True)
    currency = FacetValueSerializer(many=True)


class ExchangeRatesSerializer(serializers.Serializer[Any]):
    """By which exchange rates amounts were compared."""

    currency = serializers.CharField(help_text="That of the amounts asked for.")
    as_of = serializers.DateField()
    source = serializers.CharField()


class SearchQuerySerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    showing_results_for = serializers.CharField(
        allow_null=True, help_text="The words set right, when nothing had those that were typed."
    )
    required = serializers.ListField(
        child=serializers.CharField(),
        help_text="The words of which a good match has all, or enough to carry two thirds of their "
        "weight; the rarer a word, the more it weighs. In small letters, without accents.",
    )
    exchange_rates = ExchangeRatesSerializer(
        allow_null=True,
        help_text="By which amounts in other currencies were compared; null: none were.",
    )
    near = PlaceTakenSerializer(allow_null=True, help_text="What `near` was taken for.")


@extend_schema_serializer(many=False)
class SearchPageSerializer(serializers.Serializer[Any]):
    """A page of freelancers."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    count = serializers.IntegerField(
        allow_null=True, help_text="Of good matches, at most 1,000; on the first page, then null."
    )
    count_is_exact = serializers.BooleanField(
        allow_null=True,
        help_text="False: there are more than 1,000, or the text has more than eight words that "
        "tell something, and only the best 1,000 by relevance were looked at.",
    )
    query = SearchQuerySerializer()
    facets = FacetsSerializer(required=False)
    results = FoundCardSerializer(many=True)
