"""How many new accounts come from a network: when it is many, more is asked of the next ones.

Counted are registrations, and accounts that are new here and post something, each once an hour. A
campus, or a provider that gives thousands of people one address, is busy as well: nobody is locked
out for it, only asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from foundation import limits
from foundation.addresses import network_of, site_of
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

WINDOW = timedelta(hours=1)
# Counts end here: how much above it makes no difference.
CEILING = 1_000_000
PER_NETWORK = limits.Limit("busy:network", CEILING, WINDOW)
PER_SITE = limits.Limit("busy:site", CEILING, WINDOW)
COUNTED = limits.Limit("busy:account", 1, WINDOW)
MAX_LEVEL = 6


@dataclass(frozen=True)
class Arrival:
    """One more from a network, how busy that is with it, and what was counted for it."""

    level: int
    hits: Sequence[limits.Hit]

    def take_back(self) -> None:
        """Uncount it: it is asked for more, and is counted when it comes back."""
        if self.hits:
            limits.take_back(*self.hits)


def level_of(address: str, *, coming: int = 1) -> int:
    """How busy the network of an address is for the next one who comes: 0 is not busy, and each one
    more is twice as much.
    """
    return _level([limits.count(meter, subject) + coming for meter, subject in _meters(address)])


def arrive(address: str, account_id: UUID | None = None) -> Arrival:
    """Count one more: a registration, or this account, if it was not counted lately."""
    first: list[limits.Hit] = []
    if account_id is not None:
        first = [(COUNTED, f"{account_id} {network_of(address)}")]
        try:
            limits.hit(*first)
        except LimitExceeded:
            return Arrival(level_of(address, coming=0), ())
    counts = [limits.counted(meter, subject) for meter, subject in _meters(address)]
    return Arrival(_level(counts), [*_meters(address), *first])


def _meters(address: str) -> list[limits.Hit]:
    return [(PER_NETWORK, network_of(address)), (PER_SITE, site_of(address))]


def _level(counts: Sequence[int]) -> int:
    allowed = (settings.BUSY_NETWORK_ACCOUNTS, settings.BUSY_SITE_ACCOUNTS)
    found = [
        (count // most).bit_length() if most and count > most else 0
        for count, most in zip(counts, allowed, strict=True)
    ]
    return min(MAX_LEVEL, max(found))
