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
    found = RatesRead(
        read.rates,
        read.base or base,
        read.as_of or as_of or timezone.now().date(),
        read.source or source,
    )
    _require_sound(found)
    _replace(found, takes_older=takes_older)
    return found


def _require_same(said: object, given: object) -> None:
    """What is given beside a file may not be another than what the file says."""
    if said is not None and given is not None and said != given:
        raise MalformedRates(f"The file itself says {said}, not {given}.")


def _require_sound(found: RatesRead) -> None:
    if found.base is None:
        raise MalformedRates("Name the base: the currency of which one unit is worth the rates.")
    if found.base not in currencies_in_use():
        raise MalformedRates(f"Not a currency in use: {found.base[:20]!r}")
    if found.rates.get(found.base, 1) != 1:
        raise MalformedRates(f"One {found.base} is one {found.base}.")
    if found.as_of and found.as_of > timezone.now().date() + SOMEWHERE_IT_IS_TOMORROW:
        raise MalformedRates(f"The rates are of a day to come: {found.as_of}.")


def _replace(found: RatesRead, *, takes_older: bool) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ONE_IMPORT_AT_A_TIME)
        latest = ExchangeRate.objects.values_list("as_of", flat=True).first()
        if latest and found.as_of and found.as_of < latest and not takes_older:
            raise OlderRates(f"The rates that are loaded are of {latest}, a later day.")
        ExchangeRate.objects.all().delete()
        ExchangeRate.objects.bulk_create(
            ExchangeRate(
                currency=code,
                rate=rate,
                base=found.base or "",
                as_of=found.as_of,
                source=found.source,
            )
            for code, rate in ({found.base: Decimal(1)} | {**found.rates}).items()
        )
