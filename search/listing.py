"""What an engine found, read from the database and cut into pages.

The database is the truth: what may not be seen at this moment is passed over, and a page is
refilled until nothing is left.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from search.entries import Found, Hit, Question
    from search.tantivy_index import TantivyIndex

SPARE = 5  # read beside what a page shows, for those that may not be seen any more
START = 0
"""The position before all rows."""

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Row(Generic[Shown]):
    """Something that was found, and where it stands in its list."""

    position: Any
    shown: Shown


class HitList(ABC, Generic[Shown]):
    """A list of what was found. `read` answers those of some ids that may be seen. A position is
    whatever a list makes of it, in JSON's types.
    """

    def __init__(self, read: Callable[[Sequence[UUID]], Mapping[UUID, Shown]]) -> None:
        self.read = read

    @abstractmethod
    def after(self, position: Any, size: int) -> list[Row[Shown]]:
        """The rows behind a position."""

    @abstractmethod
    def before(self, position: Any, size: int) -> list[Row[Shown]]:
        """The rows before a position, the nearest first."""

    def _first(self, placed: Sequence[tuple[Any, Hit]], size: int) -> list[Row[Shown]]:
        """The first of these hits that may be seen."""
        rows: list[Row[Shown]] = []
        for start in range(0, len(placed), size + SPARE):
            some = placed[start : start + size + SPARE]
            seen = self.read([hit.id for _position, hit in some])
            rows += [Row(position, seen[hit.id]) for position, hit in some if hit.id in seen]
            if len(rows) >= size:
                break
        return rows[:size]


class RankedList(HitList[Shown]):
    """The best, put into order. A position is a place in that order, which stays the same as long
    as the index does.
    """

    def __init__(
        self,
        rank: Callable[[], Sequence[Hit]],
        read: Callable[[Sequence[UUID]], Mapping[UUID, Shown]],
    ) -> None:
        super().__init__(read)
        self.rank = rank

    def _placed(self) -> list[tuple[int, Hit]]:
        return list(enumerate(self.rank(), start=1))

    def after(self, position: int, size: int) -> list[Row[Shown]]:
        return self._first(self._placed()[position:], size)

    def before(self, position: int, size: int) -> list[Row[Shown]]:
        return self._first(self._placed()[: position - 1][::-1], size)


class KeyedList(HitList[Shown]):
    """Some that were put into order, each with a key that no two share, the highest first. A
    position is the key, so that who drops out moves nobody else.
    """

    def __init__(
        self,
        keyed: Callable[[], Sequence[tuple[int, Hit]]],
        read: Callable[[Sequence[UUID]], Mapping[UUID, Shown]],
    ) -> None:
        super().__init__(read)
        self.keyed = keyed

    def after(self, position: int, size: int) -> list[Row[Shown]]:
        behind = [one for one in self.keyed() if position == START or one[0] < position]
        return self._first(behind, size)

    def before(self, position: int, size: int) -> list[Row[Shown]]:
        ahead = [one for one in self.keyed() if one[0] > position]
        return self._first(ahead[::-1], size)


class NumberedList(HitList[Shown]):
    """All that a question finds, in the order of a number, equals by their ids. A position is the
    number and the id: who drops out or comes in moves nobody else.
    """

    def __init__(
        self,
        index: TantivyIndex,
        question: Question,
        field: str,
        read: Callable[[Sequence[UUID]], Mapping[UUID, Shown]],
        *,
        is_descending: bool = True,
    ) -> None:
        super().__init__(read)
        self.index, self.question, self.field = index, question, field
        self.is_descending = is_descending

    def first(self, size: int) -> tuple[list[Row[Shown]], int]:
        """The first rows, and how many there are in all, as far as the index knows."""
        found = self._found(None, size + SPARE, is_descending=self.is_descending, with_count=True)
        return self._refilled(found.hits, size, is_descending=self.is_descending), found.count or 0

    def after(self, position: Any, size: int) -> list[Row[Shown]]:
        return self._from(position, size, is_descending=self.is_descending)

    def before(self, position: Any, size: int) -> list[Row[Shown]]:
        return self._from(position, size, is_descending=not self.is_descending)

    def _from(self, position: Any, size: int, *, is_descending: bool) -> list[Row[Shown]]:
        after = None if position == START else (int(position[0]), UUID(position[1]))
        hits = self._found(after, size + SPARE, is_descending=is_descending).hits
        return self._refilled(hits, size, is_descending=is_descending)

    def _refilled(self, hits: Sequence[Hit], size: int, *, is_descending: bool) -> list[Row[Shown]]:
        rows: list[Row[Shown]] = []
        while True:
            placed = [([hit.numbers[0], str(hit.id)], hit) for hit in hits]
            rows += self._first(placed, size - len(rows))
            if len(rows) >= size or len(hits) < size + SPARE:
                return rows
            after = hits[-1].numbers[0], hits[-1].id
            hits = self._found(after, size + SPARE, is_descending=is_descending).hits

    def _found(
        self,
        after: tuple[int, UUID] | None,
        limit: int,
        *,
        is_descending: bool,
        with_count: bool = False,
    ) -> Found:
        order_by = f"-{self.field}" if is_descending else self.field
        question = replace(self.question, order_by=order_by, after=after)
        return self.index.ask(question, limit=limit, with_count=with_count, numbers=[self.field])


@dataclass(frozen=True)
class Page(Generic[Shown]):
    """The rows of a page, and whether there are pages on either side."""

    rows: list[Row[Shown]]
    has_next: bool
    has_previous: bool


def page_of(
    matches: HitList[Shown], position: int | None, size: int, *, is_backwards: bool
) -> Page[Shown]:
    """The first page of a list, or the one behind a position or before it."""
    if position is not None and is_backwards:
        rows = matches.before(position, size + 1)
        has_more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, has_next=bool(rows), has_previous=has_more)
    rows = matches.after(START if position is None else position, size + 1)
    has_more = len(rows) > size
    return Page(rows[:size], has_more, has_previous=bool(rows and position is not None))
