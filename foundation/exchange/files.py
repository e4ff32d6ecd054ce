"""Files of exchange rates: the euro's reference rates as the European Central Bank publishes them
each day, in XML or CSV, and a plain CSV of `currency,rate`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from foundation.money import currencies_in_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_BYTES = 1_000_000
EURO = "EUR"
ECB = "European Central Bank"
ECB_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
ECB_DATES = ("%d %B %Y", "%Y-%m-%d")
NOT_QUOTED = ("", "N/A")
PLAIN_HEADER = ["currency", "rate"]
# A unit of the dearest currency costs some thousands of the cheapest at most a hundred thousand.
LEAST, MOST = Decimal("1e-9"), Decimal("1e9")


class MalformedRates(ValueError):
    """The file is none of exchange rates, or something in it is wrong."""


@dataclass(frozen=True)
class RatesRead:
    """What a file says. A plain one says neither of which day it is nor, always, of which base."""

    rates: Mapping[str, Decimal]
    base: str | None = None
    as_of: date | None = None
    source: str = ""


def read_rates(content: bytes) -> RatesRead:
    """The rates of a file in any of the formats. Raises MalformedRates for all that is wrong in it:
    half a table would be worse than an old one.
    """
    if len(content) > MAX_BYTES:
        raise MalformedRates("The file is too large for the rates of one day.")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise MalformedRates("The file is no text in UTF-8.") from error
    if text.startswith("<"):
        return _ecb_xml(text)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    except csv.Error as error:
        raise MalformedRates("The file is no well-formed CSV.") from error
    rows = [row for row in rows if any(row)]
    if not rows:
        raise MalformedRates("The file is empty.")
    return _ecb_csv(rows) if rows[0][0].lower() == "date" else _plain_csv(rows)


def _ecb_xml(text: str) -> RatesRead:
    try:
        root = fromstring(text.encode())
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise MalformedRates("The file is no well-formed XML.") from error
    days = [cube for cube in root.iter(ECB_CUBE) if "time" in cube.attrib]
    if len(days) != 1:
        raise MalformedRates("The XML has not exactly one day of reference rates.")
    quoted = ((cube.get("currency", ""), cube.get("rate", "")) for cube in days[0].iter(ECB_CUBE))
    rates = _rates((pair for pair in quoted if any(pair)), is_ecb=True)
    return RatesRead(rates, EURO, _day(days[0].attrib["time"]), ECB)


def _ecb_csv(rows: list[list[str]]) -> RatesRead:
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        raise MalformedRates("The CSV has not exactly one day of reference rates.")
    (_date, *currencies), (day, *numbers) = rows
    quoted = zip(currencies, numbers, strict=True)
    there = ((code, number) for code, number in quoted if code and number not in NOT_QUOTED)
    rates = _rates(there, is_ecb=True)
    return RatesRead(rates, EURO, _day(day), ECB)


def _plain_csv(rows: list[list[str]]) -> RatesRead:
    has_header = [cell.lower() for cell in rows[0]] == PLAIN_HEADER
    if wrong := next((row for row in rows if len(row) != 2), None):
        raise MalformedRates(f"Not a currency and a rate: {','.join(wrong)[:60]!r}")
    rates = _rates(((code, rate) for code, rate in rows[has_header:]), is_ecb=False)
    bases = [code for code, rate in rates.items() if rate == 1]
    return RatesRead(rates, bases[0] if len(bases) == 1 else None)


def _rates(quoted: Iterable[tuple[str, str]], *, is_ecb: bool) -> dict[str, Decimal]:
    """Each currency with its rate. The bank goes on to name those that have become euros; in a file
    of one's own that is a mistake.
    """
    rates: dict[str, Decimal] = {}
    for code, number in quoted:
        if is_ecb and code not in currencies_in_use():
            continue
        if code not in currencies_in_use():
            raise MalformedRates(f"Not a currency in use: {code[:20]!r}")
        if code in rates:
            raise MalformedRates(f"There are two rates for {code}.")
        rates[code] = _rate(code, number)
    if not rates:
        raise MalformedRates("There is no rate in the file.")
    return rates


def _rate(code: str, number: str) -> Decimal:
    try:
        rate = Decimal(number) if number.isascii() and "_" not in number else Decimal("NaN")
    except InvalidOperation as error:
        raise MalformedRates(f"Not a rate for {code}: {number[:40]!r}") from error
    if not (rate.is_finite() and LEAST <= rate <= MOST):
        raise MalformedRates(f"Not a rate for {code}: {number[:40]!r}")
    return rate


def _day(text: str) -> date:
    for form in ECB_DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise MalformedRates(f"Not a date: {text[:40]!r}")
