"""A page of search results, as the API answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from foundation import cursors
from profiles.models import Skill
from profiles.search import tags
from profiles.search.by_words import GoodList, RelevantList, TextSearch, is_known
from profiles.search.index import profile_index
from profiles.search.ladder import ORDERINGS
from profiles.search.lists import COUNTED, OrderedList, RankedList
from profiles.search.query import match_of
from profiles.search.tags import Kind
from profiles.search.vocabulary import vocabulary
from search.errors import EngineFailed

if TYPE_CHECKING:
    from rest_framework.request import Request

    from profiles.search.lists import Found, MatchList, Row
    from profiles.search.query import Criteria, Match
    from search.tantivy_index import TantivyIndex

logger = structlog.get_logger("guildhall.search")

RELEVANCE = "relevance"
DEFAULT_ORDERING = "quality"
MOST_IN_A_FACET = 20


def search(request: Request, criteria: Criteria, *, with_facets: bool = False) -> dict[str, Any]:
    """The page that the request asks for.

    Words of a first page that nobody has, but that nearly are words of the vocabulary, are set
    right, and the answer says so in `query.showing_results_for`; its links lead on with those.

    Raises ValidationError for a cursor or page size that is not valid, and UnknownSkill.
    """
    index = profile_index.index() if criteria.q else None
    if index is not None:
        try:
            return _with_index(index, request, criteria, with_facets=with_facets)
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    return _without_index(request, criteria, with_facets=with_facets)


def _with_index(
    index: TantivyIndex, request: Request, criteria: Criteria, *, with_facets: bool
) -> dict[str, Any]:
    text = criteria.q
    if cursors.CURSOR not in request.query_params:
        text = vocabulary.correct(criteria.q, lambda word: is_known(index, word))
    changes = {"q": text} if text != criteria.q else None
    matches = _by_words(index, replace(criteria, q=text), with_facets=with_facets)
    page = _page(request, criteria, matches, with_facets=with_facets, changes=changes)
    if changes:
        page["query"] = {"text": criteria.q, "showing_results_for": text}
    return page


def _by_words(index: TantivyIndex, criteria: Criteria, *, with_facets: bool) -> MatchList:
    """Relevance is that of words: without any it is quality."""
    found = TextSearch(index, criteria)
    ordering = criteria.ordering or RELEVANCE
    if ordering == RELEVANCE and found.telling:
        return RelevantList(found, with_facets=with_facets)
    ordering = DEFAULT_ORDERING if ordering == RELEVANCE else ordering
    return GoodList(found, ordering, with_facets=with_facets)


def _without_index(request: Request, criteria: Criteria, *, with_facets: bool) -> dict[str, Any]:
    """From PostgreSQL: of a text, while the index is being made, those who have all its words."""
    match = match_of(criteria)
    matches = _list(match, criteria.ordering or RELEVANCE, with_facets=with_facets)
    return _page(request, criteria, matches, with_facets=with_facets)


def _page(
    request: Request,
    criteria: Criteria,
    matches: MatchList,
    *,
    with_facets: bool,
    changes: dict[str, str] | None = None,
) -> dict[str, Any]:
    size = cursors.page_size(request)
    # Positions of one kind of list mean nothing to another.
    bound = (criteria.ordering or RELEVANCE, type(matches).__name__)
    cursor = cursors.read(request, bound)
    found: Found | None
    if cursor is None:
        found = matches.first(size + 1)
        rows, has_next, has_previous = found.rows[:size], len(found.rows) > size, False
    else:
        found, rows, has_next, has_previous = _further(matches, *cursor, size=size)

    def link(row: Row, *, is_backwards: bool) -> str:
        return cursors.link(request, bound, (row.position, is_backwards), changes)

    return {
        "next": link(rows[-1], is_backwards=False) if has_next else None,
        "previous": link(rows[0], is_backwards=True) if has_previous else None,
        "count": None if found is None else min(found.count or 0, COUNTED),
        "count_is_exact": None if found is None else (found.count or 0) <= COUNTED,
        "query": {"text": criteria.q, "showing_results_for": None},
        **({"facets": _facets(found)} if with_facets and found else {}),
        "results": [orjson.Fragment(row.card) for row in rows],
    }


def _list(match: Match, ordering: str, *, with_facets: bool) -> MatchList:
    """Relevance is that of words: without any it is quality."""
    if ordering == RELEVANCE and match.words:
        return RankedList(match, with_facets=with_facets)
    ordering = DEFAULT_ORDERING if ordering == RELEVANCE else ordering
    return OrderedList(match, ORDERINGS[ordering], with_facets=with_facets)


def _further(
    matches: MatchList, position: list[Any], is_backwards: bool, *, size: int
) -> tuple[None, list[Row], bool, bool]:
    """A page that a cursor leads to, and whether there are pages on either side."""
    if is_backwards:
        rows = matches.before(position, size + 1)
        has_more, rows = len(rows) > size, rows[:size][::-1]
        return None, rows, bool(rows), has_more
    rows = matches.after(position, size + 1)
    return None, rows[:size], len(rows) > size, bool(rows)


def _facets(found: Found) -> dict[str, list[dict[str, Any]]]:
    """How many of the counted matches have which value, the most frequent first. One query."""
    by_kind: dict[Kind, list[tuple[int, int]]] = {}
    for tag, count in found.facets or []:
        kind, value = Kind.of(tag)
        by_kind.setdefault(kind, []).append((value, count))
    shown = {kind: values[:MOST_IN_A_FACET] for kind, values in by_kind.items()}
    skills = Skill.objects.in_bulk([value for value, _count in shown.get(Kind.SKILL, [])])
    return {
        "skill": [
            {"value": skills[value].slug, "name": skills[value].name, "count": count}
            for value, count in shown.get(Kind.SKILL, [])
            if value in skills
        ],
        "country": _named(shown, Kind.COUNTRY, lambda value: tags.letters_of(value, 2)),
        "level": _named(shown, Kind.LEVEL, tags.LEVELS.__getitem__),
        "availability": _named(shown, Kind.AVAILABILITY, tags.AVAILABILITIES.__getitem__),
        "currency": _named(shown, Kind.CURRENCY, lambda value: tags.letters_of(value, 3)),
    }


def _named(
    shown: dict[Kind, list[tuple[int, int]]], kind: Kind, name_of: Any
) -> list[dict[str, Any]]:
    return [{"value": name_of(value), "count": count} for value, count in shown.get(kind, [])]
