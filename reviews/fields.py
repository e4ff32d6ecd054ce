"""Serializer fields of reviews: numbers are numbers, and yes is yes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class StarsField(serializers.IntegerField):
    """A whole number from 1 to 5. DRF's own field also takes `"5"`, `5.0` and `true`."""

    default_error_messages = {"not_an_integer": _("Give a whole number from 1 to 5.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=5, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("not_an_integer")
        return data


@extend_schema_field({"type": "boolean"})
class YesOrNoField(serializers.Field):
    """`true` or `false`. DRF's own field also takes `"yes"`, `1` and `"off"`."""

    default_error_messages = {"not_a_boolean": _("Give true or false.")}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("not_a_boolean")
        return data

    def to_representation(self, value: Any) -> bool:
        return bool(value)
