"""Those found in the order of a number, equals by their ids.

The engine orders by one number and leaves equals as they lie in its files. So the equals at the end
of what is asked for are asked for once more, by the halves of their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tantivy import DocAddress, Order, Query, Searcher

from search.tantivy_questions import HIGH, LOW, Questions, halves_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


class InOrder:
    """One order of one index, as it is at this moment."""

    def __init__(self, questions: Questions, searcher: Searcher, order_by: str) -> None:
        self._questions = questions
        self._searcher = searcher
        self._is_descending = order_by.startswith("-")
        self._names = (order_by.removeprefix("-"), HIGH, LOW)

    def found(
        self, query: Query, after: tuple[int, UUID] | None, limit: int, *, with_count: bool
    ) -> tuple[list[DocAddress], int | None]:
        """The first that a query finds, behind a number and an id if these are given, and how many
        it finds in all, if that is asked.
        """
        if after is None:
            return self._first(query, self._names, limit, with_count=with_count)
        number, entry_id = after
        addresses = self._behind(query, self._names, (number, *halves_of(entry_id)), limit)
        whole: Any = self._searcher.search(query, 1) if with_count else None
        return addresses, whole and whole.count

    def _behind(
        self, query: Query, names: Sequence[str], values: Sequence[int], limit: int
    ) -> list[DocAddress]:
        """Equals first, then those beyond."""
        name, value = names[0], values[0]
        addresses: list[DocAddress] = []
        if names[1:]:
            equals = self._questions.narrowed(query, self._questions.term(name, value))
            addresses = self._behind(equals, names[1:], values[1:], limit)
        if len(addresses) < limit:
            beyond = self._questions.beyond(name, value, is_descending=self._is_descending)
            others = self._questions.narrowed(query, beyond)
            addresses += self._first(others, names, limit - len(addresses))[0]
        return addresses

    def _first(
        self, query: Query, names: Sequence[str], limit: int, *, with_count: bool = False
    ) -> tuple[list[DocAddress], int | None]:
        """One more is asked for than is wanted, to see whether some of its equals are left out."""
        name = names[0]
        order = Order.Desc if self._is_descending else Order.Asc
        result: Any = self._searcher.search(
            query, limit + 1, count=with_count, order_by_field=name, order=order
        )
        addresses = [address for _value, address in result.hits]
        if len(addresses) <= limit or not names[1:]:
            return self._sorted(addresses, names)[:limit], result.count
        values = self._searcher.fast_field_values(name, addresses)
        cut = values[-1]
        whole = [one for one, value in zip(addresses, values, strict=True) if value != cut]
        addresses = self._sorted(whole, names)
        if len(whole) < limit:
            equals = self._questions.narrowed(query, self._questions.term(name, int(cut or 0)))
            addresses += self._first(equals, names[1:], limit - len(whole))[0]
        return addresses, result.count

    def _sorted(self, addresses: list[DocAddress], names: Sequence[str]) -> list[DocAddress]:
        columns = [self._searcher.fast_field_values(name, addresses) for name in names]
        keyed = zip(*columns, range(len(addresses)), strict=True)
        order = sorted(keyed, reverse=self._is_descending)
        return [addresses[row[-1]] for row in order]
