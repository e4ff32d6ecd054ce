"""Matches near a point, the nearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.grid import Point, about_km
from profiles.models import SearchEntry
from profiles.search.by_words import shown_now
from profiles.search.lists import COUNTED, MOST_FACETS, Found, MatchList, Row
from profiles.search.nearby import nearest
from profiles.search.tags import UNCOUNTED
from search.listing import RankedList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from profiles.search.by_words import Shown
    from profiles.search.nearby import Nearby
    from search import listing
    from search.entries import Hit, Question
    from search.tantivy_index import TantivyIndex

TIES = "-quality"


class NearestList(MatchList):
    """The nearest of those that a question finds. A position is a place in that order."""

    kind = "by distance"

    def __init__(
        self,
        index: TantivyIndex,
        question: Question,
        nearby: Nearby,
        *,
        with_facets: bool = False,
        required: Sequence[str] = (),
        is_exact: bool = True,
    ) -> None:
        super().__init__(with_facets=with_facets)
        self.index, self.question, self.nearby = index, question, nearby
        self._required = required
        self._is_exact = is_exact

    @property
    def required(self) -> list[str]:
        return [*self._required]

    def first(self, size: int) -> Found:
        count = self.index.ask(self.question, limit=1, with_count=True).count or 0
        facets = self._facets() if self.with_facets else None
        return Found(self.after([0], size), min(count, COUNTED + 1), facets, self._is_exact)

    def after(self, position: list[Any], size: int) -> list[Row]:
        return _rows(self._listed.after(int(position[0]), size))

    def before(self, position: list[Any], size: int) -> list[Row]:
        return _rows(self._listed.before(int(position[0]), size))

    @property
    def _listed(self) -> RankedList[Shown]:
        return RankedList(self._ranked, shown_now)

    def _ranked(self) -> list[Hit]:
        return nearest(self.index, self.question, self.nearby, TIES)

    def _facets(self) -> list[tuple[int, int]]:
        tags = self.index.tags(self.question, most=MOST_FACETS * 5)
        return [(tag, number) for tag, number in tags if tag < UNCOUNTED][:MOST_FACETS]


def _rows(listed: Sequence[listing.Row[Shown]]) -> list[Row]:
    return [Row([row.position], row.shown.card, profile_id=row.shown.profile_id) for row in listed]


def distances(point: Point, profile_ids: Iterable[UUID]) -> dict[UUID, int]:
    """About how far these public freelancers are from a point at this moment. One query."""
    cells = SearchEntry.objects.filter(pk__in=list(profile_ids)).values_list("pk", "cell")
    found = {pk: Point.of_cell(cell) for pk, cell in cells}
    return {pk: about_km(point.km_to(there)) for pk, there in found.items() if there}
