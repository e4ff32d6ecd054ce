"""`near` and `within` of searches, and what an answer says of the place that was taken."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import LineField
from foundation.grid import Point
from profiles.search.gazetteer import city_named
from profiles.search.nearby import MAX_WITHIN_KM, USUAL_WITHIN_KM, Near

DISTANCE = "distance"
DEGREES = r"([+-]?\d{1,3}(?:\.\d+)?)"
COORDINATES = re.compile(rf"\s*{DEGREES}(?:\s*[,;]\s*|\s+){DEGREES}\s*", re.ASCII)
UNKNOWN_PLACE = _(
    "No city is known by the name “%(name)s”. Give a larger one nearby, or latitude and longitude: "
    "52.52, 13.40."
)
NOT_ON_EARTH = _("Give latitude, from -90 to 90, and longitude, from -180 to 180: 52.52, 13.40.")
NEEDS_NEAR = _("Say near what.")


class NearSerializer(serializers.Serializer[Any]):
    """What is looked for near a place."""

    near = LineField(
        max_length=100,
        required=False,
        allow_blank=True,
        default="",
        help_text="A city by any of its names, or latitude and longitude: `52.52,13.40`. Of "
        "several cities `country` decides; without it, the largest is taken. `query.near` says "
        "which. What has no known place is not found, nor is a project that is done remotely.",
    )
    within = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_WITHIN_KM,
        help_text=f"Kilometres from `near`, as the crow flies; {USUAL_WITHIN_KM} unless given.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With `near` as what was asked for, or None, in place of what was typed."""
        within = attrs.pop("within", None)
        if not attrs.get("near"):
            if lost := _without_near(attrs, within):
                errors = {
                    name: [serializers.ErrorDetail(NEEDS_NEAR, "needs_near")] for name in lost
                }
                raise serializers.ValidationError(errors)
            return attrs | {"near": None}
        near = near_named(attrs["near"], attrs.get("country", ""), within or USUAL_WITHIN_KM)
        return attrs | {"near": near}


def _without_near(attrs: dict[str, Any], within: int | None) -> list[str]:
    """The parameters that mean nothing without it."""
    is_by_distance = attrs.get("ordering") == DISTANCE
    return ["within"] * (within is not None) + ["ordering"] * is_by_distance


def near_named(text: str, country: str, within_km: int) -> Near:
    """What is meant by it. Raises ValidationError for a place that is not known."""
    if given := COORDINATES.fullmatch(text):
        return Near(_point(*given.groups()), within_km)
    # Strasbourg, France is near who is in Germany.
    city = city_named(text, country) or ("," in text and city_named(text)) or None
    if city is None:
        message = UNKNOWN_PLACE % {"name": text}
        raise serializers.ValidationError({"near": [message]}, code="unknown_place")
    return Near(city.point, within_km, city.name, city.country)


def kept_near(text: str) -> str:
    """What was typed, as it may be kept: coordinates on the grid alone. Of valid text."""
    given = COORDINATES.fullmatch(text)
    if given is None:
        return text
    point = _point(*given.groups())
    typed = [float(degrees) for degrees in given.groups()]
    is_on_grid = typed == [float(point.latitude), float(point.longitude)]
    return text if is_on_grid else f"{point.latitude}, {point.longitude}"


def _point(latitude: str, longitude: str) -> Point:
    try:
        return Point.nearest(float(latitude), float(longitude))
    except ValueError as error:
        raise serializers.ValidationError({"near": [NOT_ON_EARTH]}, code="invalid_point") from error


class PlaceTakenSerializer(serializers.Serializer[Any]):
    """The place that `near` was taken for."""

    name = serializers.CharField(help_text="The city's, as GeoNames has it; empty for a point.")
    country = serializers.CharField(help_text="ISO 3166-1; empty for a point.")
    latitude = serializers.FloatField(help_text="On a grid of about a kilometre.")
    longitude = serializers.FloatField()
    within_km = serializers.IntegerField()


def distance_field() -> serializers.IntegerField:
    return serializers.IntegerField(
        allow_null=True,
        help_text="About how far from `near`: to 1 km below 10, to 5 below 50, to 10 below 200, "
        "else to 50. Null without `near`.",
    )
