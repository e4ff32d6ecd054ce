"""How matches are listed: by relevance (`by_words`), or in the order of a number (`in_order`).

All answer rows from a position on, forwards or backwards; `profiles.search.pages` makes pages.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

COUNTED = 1_000  # matches are counted up to here
MOST_FACETS = 200


@dataclass(frozen=True)
class Ordering:
    """A number of the index to order by, ties by the profile's id."""

    number: str
    is_descending: bool = True
    leaves_out_none: bool = False
    """Whether those who have no such number, which is kept as 0, have no place in it."""


ORDERINGS = {
    "quality": Ordering("quality"),
    "-rating": Ordering("rating"),
    "rate": Ordering("rate", is_descending=False, leaves_out_none=True),
    "-rate": Ordering("rate", leaves_out_none=True),
    "-joined": Ordering("joined"),
}


@dataclass(frozen=True)
class Row:
    """A match, where it stands in its list, and its card in JSON."""

    position: list[Any]
    card: str
    lacking: Sequence[str] = ()
    """The words of a text that the profile does not have, of somebody who is no good match."""

    profile_id: UUID | None = None


@dataclass
class Found:
    """Rows, and what was learned of all matches besides, when it was asked for."""

    rows: list[Row]
    count: int | None = None
    facets: list[tuple[int, int]] | None = None
    """Tags with how many of the counted matches carry them."""

    is_exact: bool = True
    """Whether all were counted, or only the best."""


class MatchList(ABC):
    """Matches in an order of their own."""

    kind: str
    """Positions of one kind of list mean nothing to another."""

    def __init__(self, *, with_facets: bool = False) -> None:
        self.with_facets = with_facets

    @abstractmethod
    def first(self, size: int) -> Found:
        """The first rows, and the count."""

    @abstractmethod
    def after(self, position: list[Any], size: int) -> list[Row]:
        """The rows behind a position."""

    @abstractmethod
    def before(self, position: list[Any], size: int) -> list[Row]:
        """The rows before a position, the nearest first."""

    @property
    def required(self) -> list[str]:
        """The words of the text that good matches have, all or enough of them."""
        return []
