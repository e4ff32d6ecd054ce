"""Where somebody or something is, as its owner is answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.located import Located
from foundation.point_fields import PointSerializer
from profiles.search.gazetteer import known_city


class PlaceSerializer(serializers.Serializer[Located]):
    """Where distances are measured from: the own point, or the city that the name is taken for."""

    name = serializers.CharField(help_text="The city's, as GeoNames has it; empty: none is known.")
    country = serializers.CharField(help_text="Of the city: ISO 3166-1")
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()

    def to_representation(self, row: Located) -> dict[str, Any]:
        """Of a row that has a point."""
        city = known_city(row.geonames_id)
        return {
            "name": city.name if city else "",
            "country": city.country if city else "",
            **PointSerializer(row.point).data,
        }


def place_of(row: Located) -> dict[str, Any] | None:
    """What the owner of a row is answered of its place."""
    return PlaceSerializer(row).data if row.point else None


def own_point_of(row: Located) -> dict[str, Any] | None:
    """What the owner of a row is answered of the point that they gave."""
    return PointSerializer(row.own_point).data if row.own_point else None
