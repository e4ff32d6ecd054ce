"""Serializer fields that put what people type into the form in which it is stored."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from phonenumber_field.phonenumber import to_python
from rest_framework import serializers

from accounts.passwords import MAX_LENGTH
from accounts.preferences import zone_names
from foundation.fields import StringField

# A name that would pass for the house's own.
RESERVED_USERNAMES = frozenset(
    (
        *("admin", "administrator", "api", "everyone", "guildhall", "help", "me", "moderator"),
        *("moderation", "null", "official", "owner", "root", "security", "staff", "support"),
        *("system", "team", "undefined", "webmaster"),
    )
)


class EmailField(StringField, serializers.EmailField):
    """An e-mail address, as typed; it is compared ignoring case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)  # RFC 5321, section 4.5.3.1.3


@extend_schema_field(
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{3,30}$", "minLength": 3, "maxLength": 30}
)
class UsernameField(StringField):
    """3 to 30 of `a-z 0-9 _ -`, in small letters whatever is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "3 to 30 of a-z 0-9 _ -; capital letters become small.")
        super().__init__(min_length=3, max_length=30, **kwargs)
        message = _("Use only letters a to z, digits, hyphens and underscores.")
        self.validators.append(RegexValidator(r"^[A-Za-z0-9_-]*\Z", message, "invalid_username"))

    def to_internal_value(self, data: Any) -> str:
        username = super().to_internal_value(data).lower()
        if username in RESERVED_USERNAMES or username.startswith("former-"):
            raise serializers.ValidationError(_("This username is reserved."), code="reserved")
        return username


@extend_schema_field(
    {
        "type": "string",
        "format": "phone",
        "pattern": r"^\+[0-9 ().-]{6,38}$",
        "example": "+4915112345678",
    }
)
class PhoneNumberField(StringField):
    """A phone number with its country code, stored in E.164; grouping characters are dropped."""

    default_error_messages = {
        "invalid_phone_number": _(
            "Give a valid phone number with its country code: +4915112345678."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        raw = unicodedata.normalize("NFKC", super().to_internal_value(data)).strip()
        number = to_python(raw) if raw.startswith("+") and all(map(_is_of_a_number, raw)) else None
        if not number or not number.is_valid() or number.extension:
            self.fail("invalid_phone_number")
        return str(number.as_e164)


class PasswordField(StringField):
    """A password: taken as it is, spaces included, and never answered."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("style", {"input_type": "password"})
        super().__init__(
            write_only=True, trim_whitespace=False, max_length=kwargs.pop("most", 4096), **kwargs
        )


class NewPasswordField(PasswordField):
    """A password to be set; the rules are `accounts.passwords`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            most=MAX_LENGTH,
            help_text="At least 12 characters by default; not common, similar or guessable.",
            **kwargs,
        )


def _is_of_a_number(character: str) -> bool:
    """A digit, or what people group digits with."""
    is_dash = unicodedata.category(character) == "Pd"
    return character.isdecimal() or character.isspace() or is_dash or character in "+()./"


class TimeZoneField(StringField):
    """The name of a time zone in which people live."""

    default_error_messages = {"unknown_zone": _("There is no such time zone.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in zone_names():
            self.fail("unknown_zone")
        return name
