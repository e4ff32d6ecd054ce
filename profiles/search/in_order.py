"""Matches in the order of a number, which the index finds, and PostgreSQL shows to whoever may see
them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from profiles.models import SearchEntry
from profiles.search.by_words import shown_now
from profiles.search.lists import COUNTED, MOST_FACETS, Found, MatchList, Row
from profiles.search.tags import UNCOUNTED
from search.entries import Range
from search.listing import NumberedList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from profiles.search.lists import Ordering
    from search import listing
    from search.entries import Question
    from search.tantivy_index import TantivyIndex

FACETS = f"""
    SELECT tag, count(*) FROM profiles_searchentry, unnest(tags) tag
    WHERE profile_id = ANY(%s) AND tag < {UNCOUNTED}
    GROUP BY tag ORDER BY count(*) DESC, tag LIMIT {MOST_FACETS}
"""


class OrderedList(MatchList):
    """All that a question finds, in the order of a number. A position is the number and the
    profile's id.
    """

    kind = "in order"

    def __init__(
        self,
        index: TantivyIndex,
        question: Question,
        ordering: Ordering,
        *,
        with_facets: bool = False,
        required: Sequence[str] = (),
        is_exact: bool = True,
    ) -> None:
        super().__init__(with_facets=with_facets)
        self.index = index
        self.ordering = ordering
        self.question = question
        if ordering.leaves_out_none:
            named = Range(ordering.number, lowest=1)
            self.question = replace(question, ranges=[*question.ranges, named])
        self._required = required
        self._is_exact = is_exact

    @property
    def required(self) -> list[str]:
        return [*self._required]

    @property
    def listed(self) -> NumberedList[Any]:
        return NumberedList(
            self.index,
            self.question,
            self.ordering.number,
            shown_now,
            is_descending=self.ordering.is_descending,
        )

    def first(self, size: int) -> Found:
        rows, count = self.listed.first(size)
        facets = facets_of(self._best()) if self.with_facets else None
        return Found(_rows(rows), count, facets, self._is_exact)

    def after(self, position: list[Any], size: int) -> list[Row]:
        return _rows(self.listed.after(position, size))

    def before(self, position: list[Any], size: int) -> list[Row]:
        return _rows(self.listed.before(position, size))

    def _best(self) -> list[UUID]:
        order_by = f"{'-' * self.ordering.is_descending}{self.ordering.number}"
        found = self.index.ask(replace(self.question, order_by=order_by), limit=COUNTED)
        return [hit.id for hit in found.hits]


def facets_of(profile_ids: list[UUID]) -> list[tuple[int, int]]:
    """The tags of those of these profiles that are public at this moment, each with how many have
    it. One query.
    """
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(FACETS, [profile_ids])
        return cursor.fetchall()


def _rows(listed: Sequence[listing.Row[Any]]) -> list[Row]:
    return [Row(row.position, row.shown.card, profile_id=row.shown.profile_id) for row in listed]
