"""Points on the wire: as people give them, snapped to the grid before anything else sees them."""

from __future__ import annotations

import math
from typing import Any

from rest_framework import serializers

from foundation.grid import Point
from foundation.parameters import RefusesUnknown


class DegreesField(serializers.FloatField):
    """A number. DRF's own field also takes `"5"` and what is no number (`NaN`)."""

    def to_internal_value(self, data: Any) -> float:
        if type(data) not in (int, float) or not math.isfinite(data):
            self.fail("invalid")
        return float(super().to_internal_value(data))


class PointSerializer(RefusesUnknown):
    """A point of a grid of about a kilometre: nothing finer is kept, whatever is sent."""

    latitude = DegreesField(min_value=-90, max_value=90)
    longitude = DegreesField(min_value=-180, max_value=180)

    def to_internal_value(self, data: Any) -> Point:
        """Each is whole: a PATCH around it is in part, not the point."""
        given = super().to_internal_value(data)
        if missing := self.fields.keys() - given.keys():
            message = self.fields["latitude"].error_messages["required"]
            errors = {name: [message] for name in sorted(missing)}
            raise serializers.ValidationError(errors, code="required")
        return Point.nearest(given["latitude"], given["longitude"])

    def to_representation(self, point: Point) -> dict[str, Any]:
        return {"latitude": float(point.latitude), "longitude": float(point.longitude)}
