"""Serializer fields that put what people type into the form in which it is stored."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import SkipField

from accounts import email_addresses, phone_numbers
from accounts.email_addresses import NoEmailAddress
from accounts.passwords import MAX_LENGTH
from accounts.preferences import zone_names
from foundation.countries import countries_by_name
from foundation.fields import StringField

PHONE_COUNTRY = "phone_country"
# A name that would pass for the house's own.
RESERVED_USERNAMES = frozenset(
    (
        *("admin", "administrator", "api", "everyone", "guildhall", "help", "me", "moderator"),
        *(
            "moderation",
            "null",
            "official",
            "owner",
            "root",
            "search",
            "security",
            "staff",
            "support",
        ),
        *("support", "system", "team", "undefined", "webmaster"),
    )
)


class EmailField(StringField, serializers.EmailField):
    """An e-mail address, in the form in which it is stored (`accounts.email_addresses`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=email_addresses.MAX_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        try:
            return email_addresses.normalize(super().to_internal_value(data))
        except NoEmailAddress as error:
            raise serializers.ValidationError(error.detail, code=error.code) from error


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
        if (
            username in RESERVED_USERNAMES
            or username.startswith("former-")
            or phone_numbers.is_dialled(username)
        ):
            raise serializers.ValidationError(_("This username is reserved."), code="reserved")
        return username


@extend_schema_field(
    {
        "type": "string",
        "format": "phone",
        "pattern": r"^[+0-9(][0-9 ()+./-]{5,39}$",
        "example": "+4915112345678",
    }
)
class PhoneNumberField(StringField):
    """A phone number as people write it, stored in E.164 (`accounts.phone_numbers`).

    Without its country code it is of the country that `phone_country` names beside it.
    """

    default_error_messages = {
        "invalid_phone_number": _(
            "Give a valid phone number with its country code: +4915112345678."
        )
    }

    def to_internal_value(self, data: Any) -> str:
        number = phone_numbers.parse(super().to_internal_value(data), self._country())
        if number is None:
            self.fail("invalid_phone_number")
        return number

    def _country(self) -> str | None:
        """What the input names as the country; what it may name is the other field's rule."""
        given = getattr(self.parent, "initial_data", {}).get(PHONE_COUNTRY)
        return given.strip().upper() if isinstance(given, str) else None


class NewPhoneNumberField(PhoneNumberField):
    """A phone number that an account is to have: one that can be sent a code, or it could never be
    verified. The one that the account has already may stay.
    """

    def to_internal_value(self, data: Any) -> str:
        number = super().to_internal_value(data)
        current = getattr(getattr(self.parent, "instance", None), "phone_number", None)
        if number != current and (refusal := phone_numbers.refusal_of(number)):
            raise serializers.ValidationError(refusal, code="number_refused")
        return number


@extend_schema_field({"type": "string", "format": "iso-3166-1", "pattern": "^[A-Za-z]{2}$"})
class PhoneCountryField(StringField):
    """The country of a phone number that is given without its code. Only read beside one."""

    default_error_messages = {"unknown_country": _("There is no such country.")}

    def __init__(self, **kwargs: Any) -> None:
        help_text = "ISO 3166-1 alpha-2: of a number that is given without its country code."
        super().__init__(help_text=help_text, required=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if super().to_internal_value(data).upper() not in dict(countries_by_name()):
            self.fail("unknown_country")
        raise SkipField  # the number was read by it, and nothing else needs it


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


class TimeZoneField(StringField):
    """The name of a time zone: any that IANA has for it, kept as it was given."""

    default_error_messages = {"unknown_zone": _("There is no such time zone.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in zone_names():
            self.fail("unknown_zone")
        return name
