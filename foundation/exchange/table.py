"""The rates that are loaded, as those who compare amounts use them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from foundation.models import ExchangeRate
from foundation.money import in_parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal


class NoExchangeRates(DomainError):
    """Amounts of other currencies were to be compared, and no rates are loaded for this one."""

    status_code = 422
    code = "no_exchange_rates"
    attr = "amounts_in"
    detail = _("There are no exchange rates for this currency. Use “currency” instead.")


@dataclass(frozen=True)
class ExchangeTable:
    """How much of each currency one unit of the base is worth, as of a day."""

    as_of: date
    source: str
    rates: Mapping[str, Decimal] = field(repr=False)

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """What an amount is worth in another currency; None if the rates do not tell."""
        if currency == into:
            return amount
        if currency not in self.rates or into not in self.rates:
            return None
        return amount * self.rates[into] / self.rates[currency]

    def bounds(
        self, lowest: Decimal | None, highest: Decimal | None, currency: str
    ) -> dict[str, tuple[int | None, int | None]]:
        """What the lowest and the highest amount in one currency are in each, as whole numbers."""
        found = {}
        for into in self.rates:
            low = None if lowest is None else self.convert(lowest, currency, into)
            high = None if highest is None else self.convert(highest, currency, into)
            found[into] = (
                None if low is None else in_parts(low, is_lowest=True),
                None if high is None else in_parts(high),
            )
        return found

    def told(self, currency: str) -> dict[str, Any]:
        """What an answer says of how it compared."""
        return {"currency": currency, "as_of": self.as_of, "source": self.source}


def loaded_table() -> ExchangeTable | None:
    """The rates that are loaded; None if there are none. One query."""
    rows = [*ExchangeRate.objects.all()]
    if not rows:
        return None
    rates = {row.currency: row.rate for row in rows}
    return ExchangeTable(rows[0].as_of, rows[0].source, rates)


def table_for(currency: str) -> ExchangeTable:
    """The rates, to compare amounts with those of a currency. Raises NoExchangeRates."""
    table = loaded_table()
    if table is None or currency not in table.rates:
        raise NoExchangeRates
    return table


class ComparesAmounts(Protocol):
    """Criteria of a search that may compare amounts."""

    @property
    def names_amounts(self) -> bool: ...
    @property
    def currency(self) -> str: ...
    @property
    def amounts_in(self) -> str: ...


def rates_for(criteria: ComparesAmounts) -> ExchangeTable | None:
    """The rates by which a search compares amounts, if it asks for that. Raises NoExchangeRates."""
    is_asked = criteria.names_amounts and criteria.amounts_in not in ("", criteria.currency)
    return table_for(criteria.amounts_in) if is_asked else None
