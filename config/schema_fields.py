"""What serializer fields refuse, said in the schema as exactly as JSON Schema can.

drf-spectacular reads what a field declares (lengths, choices); what our fields hold in code is
added here: that text is stripped and has no control characters, and the form of amounts. Rules
between fields are a serializer's `not_allowed`, in JSON Schema under `not`: generators of clients
that know no conditions pass it over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from rest_framework import serializers

from accounts.fields import NewPasswordField, PasswordField
from foundation.characters import BRAILLE_BLANK, IGNORABLE
from foundation.fields import LineField, StringField, TextField

if TYPE_CHECKING:
    from decimal import Decimal

Schema = dict[str, Any]

# foundation.characters: controls, separators, direction overrides, private use. What is beyond the
# basic plane is refused as well, and left out here: few dialects of regular expressions write it.
_BEHIND_CONTROLS = r"\u007f-\u009f\u2028-\u202e\u2066-\u2069"
_OF_LINES = r"\u0000-\u001f" + _BEHIND_CONTROLS
_OF_TEXTS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f" + _BEHIND_CONTROLS
_NUL = r"\u0000"
_PADDING = r"\s*"
_CONTROLS = {LineField: _OF_LINES, TextField: _OF_TEXTS, StringField: _NUL}


def take_blank_once(schema: Schema) -> None:
    """Undo drf-spectacular's `oneOf` with an empty string where the pattern allows that already:
    an empty string would be two of them, which is not one.
    """
    inner = schema.get("oneOf", [{}])[0]
    if "pattern" in inner and re.search(inner["pattern"], ""):
        schema |= schema.pop("oneOf")[0]


def make_exact(field: serializers.Field, schema: Schema) -> None:
    """Say in the schema of an input what its field refuses."""
    if isinstance(field, serializers.DecimalField):
        _amount(field, schema)
    elif isinstance(field, PasswordField):
        _password(field, schema)
    elif isinstance(field, StringField) and (controls := _CONTROLS.get(type(field))):
        least = 0 if field.allow_blank else field.min_length or 1
        _unwrap(schema)
        schema["pattern"] = stripped_pattern(controls, least)
        schema.pop("minLength", None)  # the pattern counts what is left after stripping
    elif isinstance(field, StringField):
        _pad(schema)


def _pad(schema: Schema) -> None:
    """Allow the white space around a value that its field takes away, and nothing but that where it
    may be empty.
    """
    named, *blank = schema.get("oneOf", [schema])
    if "pattern" in named:
        named["pattern"] = _padded(named["pattern"])
        if blank:
            schema["oneOf"] = [named, {"type": "string", "pattern": rf"^{_PADDING}$"}]


def _padded(pattern: str) -> str:
    inner = pattern.removeprefix("^").removesuffix("$")
    return f"^{_PADDING}{inner}" + (f"{_PADDING}$" if pattern.endswith("$") else "")


def _unwrap(schema: Schema) -> None:
    schema |= schema.pop("oneOf", [{}])[0]


def stripped_pattern(controls: str, least: int) -> str:
    """Text that has so many characters when it is stripped, and none of these. What shows nothing
    is stripped from lines and texts as well, and never counted.
    """
    is_written = controls != _NUL
    unseen = IGNORABLE if is_written else ""
    # Python strips some controls that are no white space elsewhere; lines and texts have none.
    also_stripped = f"{IGNORABLE}{BRAILLE_BLANK}" if is_written else r"\u001c-\u001f\u0085"
    padding = rf"[\s{also_stripped}]*" if is_written else _PADDING
    inner, edge = f"[^{controls}]", rf"[^{controls}\s{also_stripped}]"
    counted = f"[{unseen}]*[^{controls}{unseen}]" if unseen else inner
    between = f"(?:{counted}){{{max(least - 2, 0)},}}" + (f"[{unseen}]*" if unseen else "")
    text = {0: f"{inner}*", 1: f"{edge}{inner}*"}
    return f"^{padding}{text.get(least, f'{edge}{between}{edge}')}{padding}$"


def _password(field: PasswordField, schema: Schema) -> None:
    least = settings.PASSWORD_MIN_LENGTH if isinstance(field, NewPasswordField) else 1
    schema |= {"minLength": least, "pattern": f"^[^{_NUL}]*$"}


def _amount(field: serializers.DecimalField, schema: Schema) -> None:
    """An amount, as a string or, in JSON, as a number."""
    for keyword in ("type", "format", "pattern"):
        schema.pop(keyword, None)
    whole, places = field.max_whole_digits or 0, field.decimal_places or 0
    least, most = _float(field.min_value), _float(field.max_value)
    not_zero = rf"(?!0+(\.0+)?{_PADDING}$)" if least else ""
    number = {
        "type": "number",
        "minimum": least or 0,
        "maximum": most if most is not None else _greatest(whole, places),
        "multipleOf": 10**-places,
    }
    text = rf"{not_zero}[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?"
    text = f"^({text})?$" if field.allow_null else f"^{text}$"  # an empty one is none
    schema["anyOf"] = [{"type": "string", "format": "decimal", "pattern": _padded(text)}, number]


def _greatest(whole: int, places: int) -> float:
    """The greatest number of so many digits; without its places where they would be rounded up."""
    greatest = float("9" * whole + "." + "9" * places)
    return greatest if greatest < 10**whole else float("9" * whole)


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)
