"""The two ways in which matches are listed: in the order of a column, and by relevance.

Both answer rows from a position on, forwards or backwards; `profiles.search.pages` makes pages.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections, router

from profiles.models import SearchEntry
from profiles.search.ladder import BY_QUALITY
from profiles.search.statement import RANKED, Statement, matches
from profiles.search.tags import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from profiles.search.ladder import Ordering
    from profiles.search.query import Match

COUNTED = 1_000  # matches are counted up to here
MOST_FACETS = 200
MOST_RANKED_SKILLS = 6

# Relevance: how well the words fit (ts_rank with these weights of D, C, B, A, brought below 1),
# whether phrases stand as they were typed, how many of the skills named are there and proved, and
# quality. In millionths, so that a cursor holds it exactly.
WEIGHTS = "{0.05, 0.2, 0.5, 1.0}"
SCORE = """
    round(400000 * ts_rank('{weights}', entry.vector, {words}, 32)
        + 200000 * (entry.vector @@ {phrase})::int
        + 200000 * {skill_fit}
        + 0.2 * entry.quality)::int
"""


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

    def __init__(self, match: Match, *, with_facets: bool = False) -> None:
        self.match = match
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

    def _facets(self) -> str:
        """SQL for the tags of `matched` with their number, once."""
        if not self.with_facets:
            return "NULL"
        return f"""CASE WHEN row_number() OVER () = 1 THEN ARRAY(
            SELECT ARRAY[tag, count(*)::int] FROM matched, unnest(tags) tag
            WHERE tag < {Kind.CITY.tag(0)} GROUP BY tag ORDER BY count(*) DESC, tag
            LIMIT {MOST_FACETS}) END"""


def _the_one(rows: list[tuple[Any, ...]], column: int) -> Any:
    """The value that one row has in this column and the others have not."""
    return next((row[column] for row in rows if row[column] is not None), None)


def _run(statement: Statement, sql: str) -> list[tuple[Any, ...]]:
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(sql, statement.parameters)
        return cursor.fetchall()


class OrderedList(MatchList):
    """Matches in the order of a column. A position is its value and the profile's id."""

    def __init__(self, match: Match, ordering: Ordering, *, with_facets: bool = False) -> None:
        super().__init__(match, with_facets=with_facets)
        self.ordering = ordering

    def first(self, size: int) -> Found:
        statement = Statement()
        direction = self.ordering.direction
        # With nothing asked for, matches need not be collected to be counted.
        is_plain = self.match.is_everything and not self.with_facets
        limit = size if is_plain else max(size, COUNTED + 1)
        matched = matches(statement, self.match, self.ordering, limit=limit)
        condition = f"WHERE {self.ordering.condition}" if self.ordering.condition else ""
        counted = "matched"
        if is_plain:
            column = self.ordering.column
            counted = f"""(SELECT {column} FROM profiles_searchentry entry {condition}
                ORDER BY {column} {direction}, profile_id {direction} LIMIT {COUNTED + 1})"""
        rows = _run(
            statement,
            f"""
            WITH matched AS MATERIALIZED ({matched}),
            page AS (SELECT * FROM matched
                     ORDER BY value {direction}, profile_id {direction} LIMIT {size:d})
            SELECT profile_id, value, card::text,
                   (SELECT count(*) FROM {counted} counted), {self._facets()}
            FROM page JOIN profiles_searchcard USING (profile_id)
            ORDER BY value {direction}, profile_id {direction}
            """,
        )
        if not rows:
            return Found([], 0, [])
        return Found([self._row(row) for row in rows], rows[0][3], _the_one(rows, 4))

    def after(self, position: list[Any], size: int) -> list[Row]:
        return self._from(self.ordering, position, size)

    def before(self, position: list[Any], size: int) -> list[Row]:
        return self._from(self.ordering.reversed(), position, size)

    def _from(
        self, ordering: Ordering, position: list[Any], size: int, until: list[Any] | None = None
    ) -> list[Row]:
        statement = Statement()
        matched = matches(
            statement,
            self.match,
            ordering,
            limit=size,
            after=_typed(position),
            until=_typed(until) if until else None,
        )
        rows = _run(
            statement,
            f"""
            SELECT profile_id, value, card::text
            FROM ({matched}) matched JOIN profiles_searchcard USING (profile_id)
            ORDER BY value {ordering.direction}, profile_id {ordering.direction}
            """,
        )
        return [self._row(row) for row in rows]

    def _row(self, row: tuple[Any, ...]) -> Row:
        profile_id, value, card = row[:3]
        stored = value.isoformat() if isinstance(value, datetime) else value
        return Row([stored, str(profile_id)], card)


def _typed(position: list[Any]) -> tuple[Any, UUID]:
    value, profile_id = position
    return datetime.fromisoformat(value) if isinstance(value, str) else value, UUID(profile_id)


class RankedList(MatchList):
    """Matches by relevance: the `RANKED` best by quality in the order of their score, then the
    others by quality.

    A position is the part of the list (1: ranked, 0: the others), the score or quality, the
    profile's id, and quality and id of the last of the ranked, where the parts meet. The cursor
    keeps that border, so that the parts stay the same from page to page.
    """

    def first(self, size: int) -> Found:
        rows = self._ranked(size, None, is_forwards=True, counted=COUNTED + 1)
        if not rows:
            return Found([], 0, [])
        count = rows[0][5]
        return Found([self._row(row) for row in rows], count, _the_one(rows, 6))

    def after(self, position: list[Any], size: int) -> list[Row]:
        part, value, profile_id, *border = position
        if not part:
            return self._others(border, [value, profile_id], size, is_forwards=True)
        rows = [self._row(row) for row in self._ranked(size, position, is_forwards=True)]
        return rows + self._others(border, border, size - len(rows), is_forwards=True)

    def before(self, position: list[Any], size: int) -> list[Row]:
        part, value, profile_id, *border = position
        if part:
            return [self._row(row) for row in self._ranked(size, position, is_forwards=False)]
        rows = self._others(border, [value, profile_id], size, is_forwards=False)
        last = [1, None, None, *border]
        ranked = self._ranked(size - len(rows), last, is_forwards=False)
        return rows + [self._row(row) for row in ranked]

    def _row(self, row: tuple[Any, ...]) -> Row:
        profile_id, score, card, border_value, border_id = row[:5]
        return Row([1, score, str(profile_id), border_value, str(border_id)], card)

    def _others(
        self, border: list[Any], position: list[Any], size: int, *, is_forwards: bool
    ) -> list[Row]:
        if size <= 0:
            return []
        by_quality = OrderedList(self.match, BY_QUALITY)
        if is_forwards:
            rows = by_quality.after(position, size)
        else:
            # The border itself is the last of the ranked.
            rows = by_quality._from(BY_QUALITY.reversed(), position, size, until=border)
            rows = [row for row in rows if row.position != border]
        return [Row([0, *row.position, *border], row.card) for row in rows]

    def _ranked(
        self, size: int, position: list[Any] | None, *, is_forwards: bool, counted: int = 0
    ) -> list[tuple[Any, ...]]:
        """Of the ranked part: id, score, card, the border's quality and id, count, facets."""
        if size <= 0:
            return []
        statement = Statement()
        border = _typed(position[3:]) if position else None
        matched = matches(
            statement, self.match, BY_QUALITY, limit=counted or RANKED * 2, until=border
        )
        score = self._score(statement)
        direction, operator = ("DESC", "<") if is_forwards else ("ASC", ">")
        where = ""
        if position and position[2] is not None:
            value, profile_id = statement.put(position[1]), statement.put(UUID(position[2]))
            where = f"WHERE (value, profile_id) {operator} ({value}, {profile_id})"
        return _run(
            statement,
            f"""
            WITH matched AS MATERIALIZED ({matched}),
            best AS MATERIALIZED (SELECT profile_id, value FROM matched
                ORDER BY value DESC, profile_id DESC LIMIT {RANKED if counted else RANKED * 2}),
            border AS (SELECT value, profile_id FROM best ORDER BY value, profile_id LIMIT 1),
            scored AS (SELECT profile_id, {score} AS value
                FROM best JOIN profiles_searchentry entry USING (profile_id)),
            page AS (SELECT * FROM scored {where}
                ORDER BY value {direction}, profile_id {direction} LIMIT {size:d})
            SELECT page.profile_id, page.value, card::text, border.value, border.profile_id,
                   (SELECT count(*) FROM matched), {self._facets()}
            FROM page JOIN profiles_searchcard USING (profile_id) CROSS JOIN border
            ORDER BY page.value {direction}, page.profile_id {direction}
            """,
        )

    def _score(self, statement: Statement) -> str:
        words = statement.put(self.match.words, "tsquery")
        phrase = statement.put(self.match.phrase, "tsquery")
        asked = self.match.asked_skills[:MOST_RANKED_SKILLS]
        held = [tag for skill in asked for tag in (skill, Kind.PROVED_SKILL.tag(skill))]
        counted = [f"(entry.tags @> {statement.put([tag], 'int[]')})::int" for tag in held]
        fit = f"({' + '.join(counted)}) / {len(held)}.0" if counted else "0"
        return SCORE.format(weights=WEIGHTS, words=words, phrase=phrase, skill_fit=fit)
