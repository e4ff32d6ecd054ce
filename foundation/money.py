"""Amounts of money: how they are stored, taken, counted and written.

An amount is of a currency and has at most its minor units by CLDR: none in JPY, two places in EUR,
three in KWD. All are stored alike, with four places; what is shown has those of the currency.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from babel import Locale

WHOLE_DIGITS = 15  # what a house costs in IDR or VND has 11, what a company does 14
STORED_PLACES = 4  # no currency of CLDR has more
LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
MAX_AMOUNT = Decimal(10) ** WHOLE_DIGITS - Decimal(1).scaleb(-STORED_PLACES)
PARTS = 1000
"""Of a unit, in which an amount is a whole number for the index: all of any currency in use
(foundation/tests/test_money.py), and the greatest amount of them fits 64 bits.
"""


# --- Currencies ---------------------------------------------------------------------------------


@cache
def currencies_in_use() -> frozenset[str]:
    """Those that are legal tender somewhere today (ISO 4217, by CLDR)."""
    # Its tables are not loaded until somebody gives an amount.
    from babel.core import get_global

    return frozenset(
        code
        for used in get_global("territory_currencies").values()
        for code, _start, end, is_tender in used
        if end is None and is_tender
    )


@cache
def places_of(currency: str) -> int:
    """How many places the amounts of a currency have after the point."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


# --- Stored -------------------------------------------------------------------------------------


class StoredAmount(models.DecimalField):
    """An amount in the currency that a field beside it names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"max_digits": WHOLE_DIGITS + STORED_PLACES, "decimal_places": STORED_PLACES}
        super().__init__(*args, **kwargs | given)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return (
            name,
            path,
            args,
            {
                option: value
                for option, value in kwargs.items()
                if option not in ("max_digits", "decimal_places")
            },
        )

    def from_db_value(self, value: Decimal | None, *_context: Any) -> Decimal | None:
        """Without the zeros that only storing it added."""
        return None if value is None else trimmed(value)


def trimmed(amount: Decimal) -> Decimal:
    """The same amount with as few places as it needs."""
    short = amount.normalize()
    return short.quantize(Decimal(1)) if _exponent(short) > 0 else short


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


# --- Taken --------------------------------------------------------------------------------------


class AmountField(serializers.DecimalField):
    """An amount that is not negative, of at most 15 digits before the point. How many it may have
    behind that is told by its currency (`require_places`), so it is kept as it is written.
    """

    def __init__(self, **kwargs: Any) -> None:
        given = {"max_digits": WHOLE_DIGITS + STORED_PLACES, "decimal_places": STORED_PLACES}
        super().__init__(**{"min_value": 0, **kwargs, **given})

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, (bool, list, dict)):
            self.fail("invalid")
        return super().to_internal_value(data)

    def quantize(self, value: Decimal) -> Decimal:
        return value.quantize(Decimal(1)) if _exponent(value) > 0 else value


class TooManyDecimals(DomainError):
    """An amount has more decimals than its currency."""

    status_code = 422
    code = "too_many_decimals"

    def __init__(self, currency: str = "JPY", names: Iterable[str] = ("budget_max",)) -> None:
        self.names = [*names]
        super().__init__(decimals_text(currency), attr=self.names[0])

    @property
    def errors(self) -> list[tuple[str, str, str | None]]:
        return [(self.code, str(self.detail), name) for name in self.names]


class UnknownCurrency(DomainError):
    """No country has this currency today."""

    status_code = 422
    code = "unknown_code"
    attr = "currency"
    detail = _("This is not a currency in use.")


def decimals_text(currency: str) -> str:
    """How many decimals the amounts of a currency may have, in words."""
    places = places_of(currency)
    if not places:
        return str(_("Amounts in %(currency)s have no decimals.") % {"currency": currency})
    return str(
        _("Amounts in %(currency)s have at most %(places)d decimals.")
        % {"currency": currency, "places": places}
    )


def too_precise(amounts: Mapping[str, Any], currency: str) -> list[str]:
    """The names of those that have more decimals than the currency, zeros included: whoever writes
    1.250 in JPY may well mean a thousand.
    """
    most = places_of(currency) if currency else STORED_PLACES
    return [
        name
        for name, amount in amounts.items()
        if isinstance(amount, Decimal) and -_exponent(amount) > most
    ]


def require_places(amounts: Mapping[str, Any], currency: str) -> None:
    """Hold amounts to their currency. Raises TooManyDecimals, and UnknownCurrency."""
    if currency and currency not in currencies_in_use():
        raise UnknownCurrency
    if names := too_precise(amounts, currency):
        raise TooManyDecimals(currency, names)


def refuse_decimals(attrs: Mapping[str, Any], names: Iterable[str], currency: str) -> None:
    """The same for what a serializer takes. Raises ValidationError naming each amount."""
    if wrong := too_precise({name: attrs.get(name) for name in names}, currency):
        detail = serializers.ErrorDetail(decimals_text(currency), TooManyDecimals.code)
        raise serializers.ValidationError({name: [detail] for name in wrong})


# --- Counted ------------------------------------------------------------------------------------


def in_parts(amount: Decimal, *, is_lowest: bool = False) -> int:
    """An amount as a whole number of parts; of a lowest bound those that it takes."""
    rounding = ROUND_CEILING if is_lowest else ROUND_FLOOR
    return int((amount * PARTS).to_integral_value(rounding))


def in_parts_sql(amount: str) -> str:
    """The same of a column."""
    return f"floor({amount} * {PARTS})::bigint"


# --- Written ------------------------------------------------------------------------------------


def written(amount: Decimal | float | None, currency: str) -> str | None:
    """An amount as it is answered: with the places of its currency, and a point."""
    if amount is None:
        return None
    number = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return f"{number:.{_shown_places(number, currency)}f}"


def with_written(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Columns of a row with these amounts as they are answered."""
    return {**row, **{name: written(row[name], row["currency"]) for name in names}}


def _shown_places(number: Decimal, currency: str) -> int:
    """Those of the currency; all that there are, should an amount have more."""
    return max(places_of(currency) if currency else 0, -_exponent(trimmed(number)))


def written_sql(amount: str, currency: str) -> str:
    """The same of two columns."""
    places: dict[int, list[str]] = {}
    for code in sorted(currencies_in_use()):
        places.setdefault(places_of(code), []).append(code)
    usual = max(places, key=lambda number: len(places[number]))
    others = " ".join(
        f"WHEN {currency} IN ({', '.join(repr(code) for code in codes)}) THEN {number}"
        for number, codes in places.items()
        if number != usual
    )
    needed = f"CASE {others} WHEN {currency} = '' THEN 0 ELSE {usual} END"
    return f"round({amount}, greatest({needed}, min_scale({amount})))::text"


def for_people(amount: Decimal, currency: str, locale: Locale) -> str:
    """An amount as people of a locale write it, with its currency's sign, or its code where there
    is none; a whole one without decimals.
    """
    from babel.numbers import format_currency, format_decimal

    if not currency:
        return format_decimal(amount, locale=locale)
    places = _shown_places(amount, currency) if amount % 1 else 0
    decimals = f".{'0' * places}" if places else ""
    pattern = locale.currency_formats["standard"].pattern.replace(".00", decimals)
    shown = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
    return LETTER_BESIDE_DIGIT.sub("\N{NO-BREAK SPACE}", shown)
