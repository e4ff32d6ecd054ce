"""Replaces the rates that are loaded by those of a file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from foundation.exchange.files import MalformedRates, RatesRead, read_rates
from foundation.models import ExchangeRate
from foundation.money import currencies_in_use

if TYPE_CHECKING:
    from datetime import date

ONE_IMPORT_AT_A_TIME = "LOCK TABLE foundation_exchangerate IN SHARE ROW EXCLUSIVE MODE"
SOMEWHERE_IT_IS_TOMORROW = timedelta(days=1)


class OlderRates(MalformedRates):
    """The rates that are loaded are of a later day."""


def import_rates(
    content: bytes,
    *,
    as_of: date | None = None,
    base: str | None = None,
    source: str = "",
    takes_older: bool = False,
) -> RatesRead:
    """Load the rates of a file instead of those that are loaded: all of them, or none. `as_of` and
    `base` are of a file that does not say them.

    Raises MalformedRates, and OlderRates unless older ones are taken.
    """
    read = read_rates(content)
    _require_same(read.as_of, as_of)
    _require_same(read.base, base)
    day = read.as_of or as_of or timezone.now().date()
    known = _known_base(read.base or base)
    if read.rates.get(known, 1) != 1:
        raise MalformedRates(f"One {known} is one {known}.")
    if day > timezone.now().date() + SOMEWHERE_IT_IS_TOMORROW:
        raise MalformedRates(f"The rates are of a day to come: {day}.")
    rates = {known: Decimal(1)} | {**read.rates}
    return _replace(known, rates, day, read.source or source, takes_older=takes_older)


def _require_same(said: object, given: object) -> None:
    """What is given beside a file may not be another than what the file says."""
    if said is not None and given is not None and said != given:
        raise MalformedRates(f"The file itself says {said}, not {given}.")


def _known_base(base: str | None) -> str:
    if base is None:
        raise MalformedRates("Name the base: the currency of which one unit is worth the rates.")
    if base not in currencies_in_use():
        raise MalformedRates(f"Not a currency in use: {base[:20]!r}")
    return base


def _replace(
    base: str, rates: dict[str, Decimal], day: date, source: str, *, takes_older: bool
) -> RatesRead:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ONE_IMPORT_AT_A_TIME)
        latest = ExchangeRate.objects.values_list("as_of", flat=True).first()
        if latest and day < latest and not takes_older:
            raise OlderRates(f"The rates that are loaded are of {latest}, a later day.")
        ExchangeRate.objects.all().delete()
        ExchangeRate.objects.bulk_create(
            ExchangeRate(currency=code, rate=rate, base=base, as_of=day, source=source)
            for code, rate in rates.items()
        )
    return RatesRead(rates, base, day, source)
