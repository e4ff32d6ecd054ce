"""Serializer fields that take exactly what they say, and bring text into the form in which it is
stored.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.characters import (
    DIRECTION_MARKS,
    ZERO_WIDTH_SPACE,
    as_stored,
    is_control,
    seen,
    shows,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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


class SeenLengthValidator(MinLengthValidator):
    """As many characters as it takes, of those that can be seen."""

    def clean(self, text: Any) -> int:
        return len(seen(text))


class WrittenField(StringField):
    """Text in any script that people read, in the form in which it is stored: composed (NFC), and
    without characters that show nothing where they mean nothing. Text with nothing to see is none.
    """

    kept: ClassVar[str] = ""
    controls: ClassVar[str] = ""  # that it may have
    refusal: ClassVar[StrOrPromise]  # of others

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            SeenLengthValidator(one.limit_value, one.message)
            if type(one) is MinLengthValidator
            else one
            for one in self.validators
        ]

    def to_internal_value(self, data: Any) -> str:
        text = as_stored(super().to_internal_value(data), kept=self.kept)
        is_refused = any(map(is_control, text.translate(_without(self.controls))))
        text = text if shows(text) or is_refused else ""
        if not text and not self.allow_blank:
            self.fail("blank")
        if is_refused:
            raise serializers.ValidationError(self.refusal, code="control_characters")
        return text


@cache
def _without(characters: str) -> dict[int, None]:
    return dict.fromkeys(map(ord, characters))


class LineField(WrittenField):
    """One line of text, such as a name, without control characters."""

    refusal = _("Leave out line breaks, control characters and direction overrides.")


class TextField(WrittenField):
    """Lines of text, without control characters other than line breaks and tabs."""

    # Prose in Arabic and Hebrew needs the marks at times, and a script without spaces its breaks.
    kept = DIRECTION_MARKS + ZERO_WIDTH_SPACE
    controls = "\r\n\t"
    refusal = _("Leave out control characters and direction overrides.")

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).replace("\r\n", "\n").replace("\r", "\n")
