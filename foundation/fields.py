"""Serializer fields that take exactly what they say, and bring text into the form in which it is
stored.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

# Controls, private use and surrogates, line and paragraph separators. Format characters such as
# joiners stay: scripts need them.
CONTROL_CATEGORIES = frozenset({"Cc", "Co", "Cs", "Zl", "Zp"})
# Overrides of the writing direction: they make a name read as another one.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class StringField(serializers.CharField):
    """A string and nothing else: DRF's own field also takes numbers."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class FlagField(serializers.BooleanField):
    """True or false, and nothing that might mean either: DRF's own field also takes `"yes"`."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class WholeNumberField(serializers.IntegerField):
    """A whole number. DRF's own field also takes `"5"` and `5.0`."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return int(super().to_internal_value(data))


class LineField(StringField):
    """One line of text in any script, such as a name, without control characters."""

    def to_internal_value(self, data: Any) -> str:
        line = unicodedata.normalize("NFC", super().to_internal_value(data))
        if any(map(_is_control, line)):
            message = _("Leave out line breaks, control characters and direction overrides.")
            raise serializers.ValidationError(message, code="control_characters")
        return line


class TextField(StringField):
    """Lines of text in any script, without control characters other than line breaks and tabs."""

    def to_internal_value(self, data: Any) -> str:
        text = unicodedata.normalize("NFC", super().to_internal_value(data))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if any(map(_is_control, text.replace("\n", "").replace("\t", ""))):
            message = _("Leave out control characters and direction overrides.")
            raise serializers.ValidationError(message, code="control_characters")
        return text


def _is_control(character: str) -> bool:
    return character in DIRECTION_OVERRIDES or unicodedata.category(character) in CONTROL_CATEGORIES
