"""Matches of a text, which the engine finds, and PostgreSQL shows to whoever may see them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from profiles.models import SearchCard
from profiles.search.lists import COUNTED, MOST_FACETS, Found, MatchList, Row
from profiles.search.source import ID_BITS
from profiles.search.tags import Kind
from search.entries import Hit, Question, Range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from profiles.search.text_search import TextSearch

RANKED = 500  # the best by the engine's score, which are put into order
# Shares of the best score of the words. Learnt with `make bench-relevance`.
QUALITY_SHARE = 0.2
NAME_SHARE = 1.0  # whoever is called by all of several words is meant
MILLION = 1_000_000
CARDS = "SELECT profile_id, card::text FROM profiles_searchcard WHERE profile_id = ANY(%s)"


class WordList(MatchList):
    """Matches of a text, in some order."""

    def __init__(self, search: TextSearch, *, with_facets: bool = False) -> None:
        super().__init__(search.match, with_facets=with_facets)
        self.search = search

    def first(self, size: int) -> Found:
        good = self.search.good
        count = self.search.index.ask(good, limit=1, with_count=True).count or 0
        facets = self._counted(good) if self.with_facets else None
        is_exact = self.search.matches.is_exact
        return Found(self.after([0], size), min(count, COUNTED + 1), facets, is_exact)

    @property
    def required(self) -> list[str]:
        return self.search.matches.required

    def _counted(self, good: Question) -> list[tuple[int, int]]:
        tags = self.search.index.tags(good, most=MOST_FACETS * 5)
        return [(tag, number) for tag, number in tags if tag < Kind.CITY.tag(0)][:MOST_FACETS]

    def _shown(
        self, hits: Sequence[Hit], position_of: Callable[[int, Hit], list[Any]], size: int
    ) -> list[Row]:
        """The first of the hits that are shown to everybody at this moment."""
        rows: list[Row] = []
        for start in range(0, len(hits), size + 5):
            some = hits[start : start + size + 5]
            cards = _cards([hit.id for hit in some])
            rows += [
                Row(position_of(start + place, hit), cards[hit.id], profile_id=hit.id)
                for place, hit in enumerate(some)
                if hit.id in cards
            ]
            if len(rows) >= size:
                break
        return rows[:size]

    @abstractmethod
    def after(self, position: list[Any], size: int) -> list[Row]: ...


def _cards(ids: Sequence[UUID]) -> dict[UUID, str]:
    with connections[router.db_for_read(SearchCard)].cursor() as cursor:
        cursor.execute(CARDS, [list(ids)])
        return dict(cursor.fetchall())


class RelevantList(WordList):
    """By relevance: the `RANKED` best, and no others. A position is a place in that order, which
    stays the same as long as nobody's profile changes.
    """

    def _ranked(self) -> list[Hit]:
        question = self.search.by_relevance
        hits = self.search.index.ask(question, limit=RANKED, numbers=["quality"]).hits
        unit = hits[0].score if hits else 1.0
        called_so = self.search.called_so([hit.id for hit in hits])

        def score(hit: Hit) -> float:
            quality = QUALITY_SHARE * hit.numbers[0] / MILLION
            return hit.score / (unit or 1.0) + quality + NAME_SHARE * (hit.id in called_so)

        return sorted(hits, key=lambda hit: (-score(hit), -hit.id.int))

    def after(self, position: list[Any], size: int) -> list[Row]:
        start = int(position[0])
        hits = self._ranked()[start:]
        rows = self._shown(hits, lambda place, _hit: [start + place + 1], size)
        return self._with_lacking(rows)

    def before(self, position: list[Any], size: int) -> list[Row]:
        """A row's position is the place behind it."""
        end = int(position[0]) - 1
        hits = self._ranked()[:end][::-1]
        return self._with_lacking(self._shown(hits, lambda place, _hit: [end - place], size))

    def _with_lacking(self, rows: list[Row]) -> list[Row]:
        """The rows with what each person lacks who is no good match."""
        ids = [row.profile_id for row in rows if row.profile_id]
        matches = self.search.matches
        others = set(ids) - matches.among(self.search.good, ids)
        lacking = matches.lacking([*others])
        return [
            replace(row, lacking=lacking[row.profile_id])
            if row.profile_id and row.profile_id in others
            else row
            for row in rows
        ]


class GoodList(WordList):
    """Good matches in the order of a number. A position is the number's value, which nobody else
    has.
    """

    def __init__(self, search: TextSearch, ordering: str, *, with_facets: bool = False) -> None:
        super().__init__(search, with_facets=with_facets)
        self.is_descending = ordering != "rate"
        self.field = f"{ordering.removeprefix('-')}_key"

    def after(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position[0], size, is_descending=self.is_descending)

    def before(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position[0], size, is_descending=not self.is_descending)

    def _from(self, key: int, size: int, *, is_descending: bool) -> list[Row]:
        """Goes on until so many are shown or nobody is left."""
        rows: list[Row] = []
        while len(rows) < size:
            hits = self._hits(key, size + 5, is_descending=is_descending)
            rows += self._shown(hits, lambda _place, hit: [hit.numbers[0]], size - len(rows))
            if len(hits) < size + 5:
                break
            key = hits[-1].numbers[0]
        return rows

    def _hits(self, key: int, limit: int, *, is_descending: bool) -> Sequence[Hit]:
        """Those behind the key; 0 is before all."""
        good = self.search.good
        lowest = 1 << ID_BITS["rate"] if self.field == "rate_key" else 0
        behind = Range(
            self.field,
            lowest=max(lowest, key + 1) if key and not is_descending else lowest,
            highest=key - 1 if key and is_descending else None,
        )
        question = replace(
            good,
            ranges=[*good.ranges, behind],
            order_by=f"-{self.field}" if is_descending else self.field,
        )
        return self.search.index.ask(question, limit=limit, numbers=[self.field]).hits
