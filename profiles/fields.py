"""Serializer fields of profiles."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from foundation.countries import countries_by_name
from foundation.fields import LineField, StringField
from profiles.models.history import PARTIAL_DATE_PATTERN
from profiles.reference import currency_names, language_names

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@extend_schema_field({"type": "string", "format": "date"})
class DayField(StringField):
    """A day of the calendar: `2026-05-04`."""

    default_error_messages = {"invalid_date": _("Give a day like this: 2026-05-04.")}

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]
        text = super().to_internal_value(data)
        try:
            if not DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.fail("invalid_date")
            raise


@extend_schema_field(
    {
        "type": "string",
        "format": "partial-date",
        "pattern": PARTIAL_DATE_PATTERN,
        "maxLength": 10,
        "example": "2019-03",
    }
)
class PartialDateField(StringField):
    """A year, a month or a day that exists: `2019`, `2019-03`, `2019-03-31`; empty: not known."""

    default_error_messages = {
        "invalid_date": _("Give a year, month or day: 2019, 2019-03 or 2019-03-31.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "default": "", "max_length": 10, **kwargs}
        )

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not re.match(PARTIAL_DATE_PATTERN + r"\Z", text) or not _exists(text):
            self.fail("invalid_date")
        return text


def _exists(text: str) -> bool:
    """Whether a day is one of its month's; years and months always are."""
    try:
        return len(text) < 10 or bool(date.fromisoformat(text))
    except ValueError:
        return False


@extend_schema_field({"type": "string", "format": "uri", "pattern": "^https://", "maxLength": 500})
class HttpsField(StringField):
    """The address of a public page, by https and without a user's name or password in it."""

    default_error_messages = {"invalid_url": _("Give an address that starts with https://.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 500, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        url = super().to_internal_value(data)
        if not url and self.allow_blank:
            return url
        try:
            URLValidator(schemes=["https"])(url)
            parts = urlsplit(url)
        except ValueError:
            self.fail("invalid_url")
        if parts.username is not None or not url.isprintable():
            self.fail("invalid_url")
        return f"https://{url[len('https://') :]}"


class CodeField(LineField):
    """A code of a standard, in capital or small letters whatever is typed."""

    default_error_messages = {"unknown_code": _("“{value}” is not a known code.")}

    def codes(self) -> dict[str, str]:
        raise NotImplementedError

    def in_form(self, text: str) -> str:
        return text.upper()

    def to_internal_value(self, data: Any) -> str:
        code = self.in_form(super().to_internal_value(data))
        if code and code not in self.codes():
            self.fail("unknown_code", value=code)
        return code


@extend_schema_field(
    {"type": "string", "format": "iso-4217", "pattern": "^[A-Za-z]{3}$", "example": "INR"}
)
class CurrencyField(CodeField):
    """A currency in use (ISO 4217)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, **kwargs)

    def codes(self) -> dict[str, str]:
        return currency_names()


@extend_schema_field(
    {"type": "string", "format": "iso-639-1", "pattern": "^[A-Za-z]{2}$", "example": "hi"}
)
class LanguageField(CodeField):
    """A language (ISO 639-1)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, **kwargs)

    def codes(self) -> dict[str, str]:
        return language_names()

    def in_form(self, text: str) -> str:
        return text.lower()


@extend_schema_field(
    {"type": "string", "format": "iso-3166-1", "pattern": "^[A-Za-z]{2}$", "example": "IN"}
)
class CountryField(CodeField):
    """A country (ISO 3166-1 alpha-2)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, **kwargs)

    def codes(self) -> dict[str, str]:
        return dict(countries_by_name())
