"""Valid values of the formats that the schema names, which no pattern can tell from others."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType, example_number_for_type, format_number
from schemathesis import openapi

from foundation.countries import countries_by_name
from profiles.reference import currency_names, language_names

# Of mobiles, in countries that are sent codes.
PHONE_COUNTRIES = ("AT", "DE", "ES", "FR", "GB", "IN", "NL", "PT", "SG", "US")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _phones() -> list[str]:
    numbers = [
        example_number_for_type(country, PhoneNumberType.MOBILE) for country in PHONE_COUNTRIES
    ]
    forms = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL)
    return [format_number(number, form) for number in numbers for form in forms]


def _in_either_case(codes: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(codes).flatmap(lambda code: st.sampled_from([code, code.lower()]))


def _addresses() -> st.SearchStrategy[str]:
    """Addresses of pages, by https."""
    label = st.text(LETTERS, min_size=1, max_size=20)
    path = st.text(LETTERS + "/-_.~%20", max_size=60)
    return st.builds("https://{}.{}.example/{}".format, label, label, path)


def _partial_dates() -> st.SearchStrategy[str]:
    """A day that exists, its month or its year."""
    days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))
    return st.builds(lambda day, size: str(day)[:size], days, st.sampled_from([4, 7, 10]))


def register() -> None:
    """Have Schemathesis generate these formats from here."""
    for name, strategy in {
        "phone": st.sampled_from(_phones()),
        "iso-3166-1": _in_either_case(list(dict(countries_by_name()))),
        "iso-4217": _in_either_case(list(currency_names())),
        "iso-639-1": _in_either_case([code.upper() for code in language_names()]),
        "partial-date": _partial_dates(),
        "uri": _addresses(),
    }.items():
        openapi.format(name, strategy)
