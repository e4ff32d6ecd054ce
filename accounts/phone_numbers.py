"""Phone numbers as people write them, and which of them can be sent a code.

A number is stored in E.164 (`+4915112345678`), however it was typed: with spaces, brackets, dashes
and a trunk zero, with 00 for the plus, in the digits of another script, between the invisible marks
that address books wrap around what is copied, or as it is dialled within a country, where that is
known.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from accounts.models import Address
from foundation.characters import DIRECTION_OVERRIDES, seen
from foundation.countries import countries_by_name

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

MAX_LENGTH = 40
# Landlines do not read messages; premium and shared-cost numbers are how pumping earns. Some
# countries' plans do not tell mobile numbers from others.
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
# Browsers come with it everywhere: it does not say where somebody is.
EVERYWHERE = "en-us"

_WRITTEN = re.compile(r"\(?\+?[0-9][0-9 ().+/-]*|\(?\+[0-9 ().+/-]+")
_INTERNATIONAL = re.compile(r"^\+?00")
_TRUNK_ZERO = "(0)"
_MIN_DIALLED = 7  # digits of a number that is not taken for a username
_LANGUAGE_WITH_REGION = re.compile(r"\s*([a-z]{2,3}-(?:[a-z]{4}-)?([a-z]{2}))\b", re.IGNORECASE)


def parse(text: str, country: str | None = None) -> str | None:
    """The number in E.164; None for what is none. `country` is where it would be dialled."""
    written = _plain(text)
    if len(written) > MAX_LENGTH or not _WRITTEN.fullmatch(written):
        return None
    # A zero in brackets is left out abroad, also where the zero of other numbers is not (Italy).
    for form in (written, written.replace(_TRUNK_ZERO, "")):
        dialled = "".join(one for one in form if one in "+0123456789")
        for number in (_INTERNATIONAL.sub("+", dialled), dialled):
            if found := _valid(number, country):
                return found
    return None


def _plain(text: str) -> str:
    """The text with digits, dashes and spaces of ASCII, and without invisible marks."""
    text = "".join(one for one in seen(text) if one not in DIRECTION_OVERRIDES)
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", text))).strip()


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return "-" if unicodedata.category(character) == "Pd" else character


def _valid(dialled: str, country: str | None) -> str | None:
    try:
        number = phonenumbers.parse(dialled, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_dialled(text: str) -> bool:
    """Whether the text looks like a phone number, so that it is never taken for a username."""
    written = _plain(text)
    return bool(_WRITTEN.fullmatch(written)) and sum(map(str.isdigit, written)) >= _MIN_DIALLED


def refusal_of(phone_number: str) -> StrOrPromise | None:
    """Why no code can ever be sent to a number in E.164, for people; None if one can."""
    number = phonenumbers.parse(phone_number)
    country = phonenumbers.region_code_for_number(number)
    if phonenumbers.number_type(number) not in MOBILE:
        return _("This is not a mobile number: it cannot receive our codes.")
    if country not in settings.OTP_COUNTRIES:
        name = dict(countries_by_name()).get(str(country), str(country))
        return _("We cannot send codes to numbers in this country: %(country)s.") % {
            "country": name
        }
    return None


def likely_country(request: HttpRequest) -> str | None:
    """Where a visitor's number is probably from, among the countries that are sent codes: by their
    address, by the one country there is, or by the first language of the browser that names one.
    """
    served = settings.OTP_COUNTRIES
    if request.user.is_authenticated:
        home = Address.objects.filter(user=request.user).values_list("country", flat=True).first()
        if home in served:
            return home
    if len(served) == 1:
        return str(served[0])
    for language in request.headers.get("Accept-Language", "")[:200].split(","):
        named = _LANGUAGE_WITH_REGION.match(language)
        if named and named[1].lower() != EVERYWHERE and named[2].upper() in served:
            return named[2].upper()
    return None


def served_countries() -> list[tuple[str, str]]:
    """The countries that are sent codes, by name."""
    return [one for one in countries_by_name() if one[0] in settings.OTP_COUNTRIES]
