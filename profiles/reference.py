"""Codes from the standards: languages (ISO 639-1) and currencies in use (ISO 4217), by Babel."""

from __future__ import annotations

from functools import cache


@cache
def language_names() -> dict[str, str]:
    """The English name of each two-letter language code."""
    # Its tables are not loaded until somebody gives a language.
    from babel import Locale

    names = Locale("en").languages
    return {code: name for code, name in names.items() if len(code) == 2}


@cache
def currency_names() -> dict[str, str]:
    """The English name of each currency that is legal tender somewhere today."""
    from babel import Locale
    from babel.core import get_global

    codes = {
        code
        for used in get_global("territory_currencies").values()
        for code, _start, end, is_tender in used
        if end is None and is_tender
    }
    names = Locale("en").currencies
    return {code: names.get(code, code) for code in sorted(codes)}
