"""Matches of a text, which the engine finds, and PostgreSQL shows to whoever may see them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections, router

from profiles.models import SearchCard
from profiles.search.lists import COUNTED, MOST_FACETS, Found, MatchList, Row
from profiles.search.nearby import CELL
from profiles.search.tags import UNCOUNTED
from search.listing import HitList, RankedList

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from profiles.search.text_search import TextSearch
    from search import listing
    from search.entries import Hit, Question

RANKED = 500  # the best by the engine's score, which are put into order
# Shares of the best score of the words. Learnt with `make bench-relevance`.
QUALITY_SHARE = 0.2
NAME_SHARE = 1.0  # whoever is called by all of several words is meant
NEARNESS_SHARE = 0.2  # of somebody at the very point, where one is asked for
MILLION = 1_000_000
CARDS = "SELECT profile_id, card::text FROM profiles_searchcard WHERE profile_id = ANY(%s)"


class Shown(NamedTuple):
    """What a list shows of somebody."""

    profile_id: UUID
    card: str


class WordList(MatchList):
    """Matches of a text, in some order."""

    def __init__(self, search: TextSearch, *, with_facets: bool = False) -> None:
        super().__init__(with_facets=with_facets)
        self.search = search

    def first(self, size: int) -> Found:
        count = self.search.count(self.counted)
        facets = self._counted(self.counted) if self.with_facets else None
        is_exact = self.search.matches.is_exact
        return Found(self.after([0], size), min(count, COUNTED + 1), facets, is_exact)

    @property
    def counted(self) -> Question:
        """Whom the list is of: the good matches."""
        return self.search.good

    @property
    def required(self) -> list[str]:
        return self.search.matches.required

    def _counted(self, good: Question) -> list[tuple[int, int]]:
        tags = self.search.index.tags(good, most=MOST_FACETS * 5)
        return [(tag, number) for tag, number in tags if tag < UNCOUNTED][:MOST_FACETS]

    @property
    @abstractmethod
    def listed(self) -> HitList[Shown]: ...

    def after(self, position: list[Any], size: int) -> list[Row]:
        return self._rows(self.listed.after(int(position[0]), size))

    def before(self, position: list[Any], size: int) -> list[Row]:
        return self._rows(self.listed.before(int(position[0]), size))

    def _rows(self, listed: Sequence[listing.Row[Shown]]) -> list[Row]:
        return [
            Row([row.position], row.shown.card, profile_id=row.shown.profile_id) for row in listed
        ]


def shown_now(ids: Sequence[UUID]) -> dict[UUID, Shown]:
    """Those of these who are shown to everybody at this moment."""
    with connections[router.db_for_read(SearchCard)].cursor() as cursor:
        cursor.execute(CARDS, [list(ids)])
        return {profile_id: Shown(profile_id, card) for profile_id, card in cursor.fetchall()}


class RelevantList(WordList):
    """By relevance: the `RANKED` best, and no others. A position is a place in that order, which
    stays the same as long as nobody's profile changes.
    """

    kind = "by relevance"

    def _ranked(self) -> list[Hit]:
        hits, nearby = self._best(), self.search.nearby
        unit = hits[0].score if hits else 1.0
        called_so: set[int] = set()
        if self.search.is_somebodys_name:
            called_so = {one.int for one in self.search.called_so([hit.id for hit in hits])}

        def score(hit: Hit) -> float:
            besides = QUALITY_SHARE * hit.numbers[0] / MILLION
            if nearby is not None:
                besides += NEARNESS_SHARE * nearby.nearness(hit.numbers[1])
            return hit.score / (unit or 1.0) + besides + NAME_SHARE * (hit.number in called_so)

        return sorted(hits, key=lambda hit: (-score(hit), -hit.number))

    def _best(self) -> Sequence[Hit]:
        """Of a long text they are asked for anyway, to tell the good matches."""
        matches = self.search.matches
        if matches.is_long:
            return matches.best_hits[:RANKED]
        numbers = ["quality"] if self.search.nearby is None else ["quality", CELL]
        return self.search.index.ask(self.search.by_relevance, limit=RANKED, numbers=numbers).hits

    @property
    def listed(self) -> HitList[Shown]:
        return RankedList(self._ranked, shown_now)

    def _rows(self, listed: Sequence[listing.Row[Shown]]) -> list[Row]:
        """The rows, with what each person lacks who is no good match."""
        rows = super()._rows(listed)
        lacking = self.search.lacking([row.profile_id for row in rows if row.profile_id])
        return [
            replace(row, lacking=lacking[row.profile_id])
            if row.profile_id and row.profile_id in lacking
            else row
            for row in rows
        ]
