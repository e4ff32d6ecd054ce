"""Codes from the standards: languages (ISO 639-1) and currencies in use (ISO 4217), by Babel."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language, to_locale

from foundation.money import currencies_in_use


def readers_locale() -> str:
    """The locale of whoever reads; what is stored or compared has English names."""
    return to_locale(get_language() or "en")


@cache
def language_names(locale: str = "en") -> dict[str, str]:
    """The name of each two-letter language code."""
    # Its tables are not loaded until somebody gives a language.
    from babel import Locale

    names = Locale.parse(locale).languages
    english = Locale("en").languages
    return {code: names.get(code, name) for code, name in english.items() if len(code) == 2}


@cache
def currency_names(locale: str = "en") -> dict[str, str]:
    """The name of each currency that is legal tender somewhere today."""
    from babel import Locale

    names = Locale.parse(locale).currencies
    return {code: names.get(code, code) for code in sorted(currencies_in_use())}
