"""A page of search results, as the API answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
import structlog

from accounts.blocks import unseen_by
from foundation import cursors
from foundation.exchange.table import rates_for
from profiles.errors import SearchUnavailable
from profiles.models import Skill
from profiles.popular_searches.noting import note
from profiles.search import tags
from profiles.search.by_distance import NearestList, distances
from profiles.search.by_words import RelevantList
from profiles.search.corrections import corrected
from profiles.search.in_order import OrderedList
from profiles.search.index import profile_index
from profiles.search.lists import COUNTED, ORDERINGS
from profiles.search.nearby import Nearby
from profiles.search.query import match_of
from profiles.search.tags import Kind
from profiles.search.text_search import TextSearch
from profiles.search.without_index import DatabaseList
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from rest_framework.request import Request

    from accounts.blocks import Viewer
    from foundation.cursors import ListRequest
    from foundation.parameters import Posted
    from profiles.search.lists import Found, MatchList, Ordering, Row
    from profiles.search.query import Criteria
    from search.entries import Question
    from search.tantivy_index import TantivyIndex

logger = structlog.get_logger("guildhall.search")

RELEVANCE, DISTANCE = "relevance", "distance"
DEFAULT_ORDERING = "quality"
MOST_IN_A_FACET = 20


def search(
    request: Request | Posted, criteria: Criteria, *, viewer: Viewer, with_facets: bool = False
) -> dict[str, Any]:
    """The page that the request asks for, as the viewer sees it.

    Words of a first page that nobody has, but that nearly are words of the vocabulary, are set
    right, and the answer says so in `query.showing_results_for`; its links lead on with those.
    What is asked for by POST is no part of the links: whoever follows them sends it again.

    Raises ValidationError for a cursor or page size that is not valid, UnknownSkill,
    NoExchangeRates and, while this machine has no index, SearchUnavailable for what only an index
    finds.
    """
    asked = replace(criteria, unseen=unseen_by(viewer), exchange=rates_for(criteria))
    page = _searched(request, asked, with_facets=with_facets)
    note(request, criteria, page)
    return page


def _searched(request: ListRequest, criteria: Criteria, *, with_facets: bool) -> dict[str, Any]:
    place = _Place.read(request, criteria)
    index = profile_index.index()
    if index is not None:
        ask = _text if criteria.q else _filters
        try:
            if criteria.near:
                criteria = replace(criteria, nearby=Nearby.of(index, criteria.near))
            return ask(index, request, criteria, place, with_facets=with_facets)
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    if criteria.q or _is_by_distance(criteria):
        raise SearchUnavailable
    matches = DatabaseList(match_of(criteria), _ordering(criteria), with_facets=with_facets)
    return _page(request, criteria, matches, place, with_facets=with_facets)


@dataclass(frozen=True)
class _Place:
    """Where in which list a page begins: what a cursor says."""

    kind: str
    """Positions of one kind of list mean nothing to another."""

    position: list[Any]
    is_backwards: bool
    text: str
    """With the words that were set right; empty if none was: it may be long, and is asked again."""

    @classmethod
    def read(cls, request: ListRequest, criteria: Criteria) -> _Place | None:
        """None on the first page. Raises ValidationError for a cursor of another search."""
        given = cursors.read(request, _bound(request, criteria))
        return None if given is None else cls(*given)

    def link(self, request: ListRequest, criteria: Criteria) -> str:
        given = [self.kind, self.position, self.is_backwards, self.text]
        return cursors.link(request, _bound(request, criteria), given)


def _bound(request: ListRequest, criteria: Criteria) -> tuple[str, ...]:
    """What a cursor is bound to besides the address and its parameters."""
    posted = (repr(criteria),) if request.method == "POST" else ()
    return ("search", criteria.ordering or RELEVANCE, *posted)


def _text(
    index: TantivyIndex,
    request: ListRequest,
    criteria: Criteria,
    place: _Place | None,
    *,
    with_facets: bool,
) -> dict[str, Any]:
    """Of a text, with the words set right that nobody has."""
    text = (place.text or criteria.q) if place else corrected(index, criteria.q)
    matches = _by_words(index, replace(criteria, q=text), with_facets=with_facets)
    page = _page(request, criteria, matches, place, text=text, with_facets=with_facets)
    if text != criteria.q:
        page["query"]["showing_results_for"] = text
    return page


def _by_words(index: TantivyIndex, criteria: Criteria, *, with_facets: bool) -> MatchList:
    found = TextSearch(index, criteria)
    if criteria.ordering in ("", RELEVANCE) and found.telling:
        return RelevantList(found, with_facets=with_facets)
    return _in_order(
        index,
        found.good,
        criteria,
        with_facets=with_facets,
        required=found.matches.required,
        is_exact=found.matches.is_exact,
    )


def _in_order(
    index: TantivyIndex,
    question: Question,
    criteria: Criteria,
    *,
    with_facets: bool,
    required: Sequence[str] = (),
    is_exact: bool = True,
) -> MatchList:
    """All that a question finds, in another order than by words: near a point, the nearest first,
    unless another one is asked for.
    """
    kept: dict[str, Any] = {"with_facets": with_facets, "required": required, "is_exact": is_exact}
    if criteria.nearby is not None and _is_by_distance(criteria):
        return NearestList(index, question, criteria.nearby, **kept)
    return OrderedList(index, question, _ordering(criteria), **kept)


def _is_by_distance(criteria: Criteria) -> bool:
    return criteria.near is not None and criteria.ordering in ("", RELEVANCE, DISTANCE)


def _filters(
    index: TantivyIndex,
    request: ListRequest,
    criteria: Criteria,
    place: _Place | None,
    *,
    with_facets: bool,
) -> dict[str, Any]:
    """By filters alone."""
    question = match_of(criteria).question
    matches = _in_order(index, question, criteria, with_facets=with_facets)
    return _page(request, criteria, matches, place, with_facets=with_facets)


def _ordering(criteria: Criteria) -> Ordering:
    """Relevance is that of words: without any it is quality."""
    ordering = criteria.ordering or RELEVANCE
    return ORDERINGS[DEFAULT_ORDERING if ordering == RELEVANCE else ordering]


def _page(
    request: ListRequest,
    criteria: Criteria,
    matches: MatchList,
    place: _Place | None,
    *,
    text: str = "",
    with_facets: bool,
) -> dict[str, Any]:
    size, kind = cursors.page_size(request), matches.kind
    found: Found | None
    if place is None:
        found = matches.first(size + 1)
        rows, has_next, has_previous = found.rows[:size], len(found.rows) > size, False
    elif place.kind == kind:
        position, is_backwards = place.position, place.is_backwards
        found, rows, has_next, has_previous = _further(matches, position, is_backwards, size=size)
    else:
        raise cursors.invalid()

    ids = [row.profile_id for row in rows if row.profile_id]
    away = distances(criteria.near.point, ids) if criteria.near else {}

    def link(row: Row, *, is_backwards: bool) -> str:
        right = "" if text == criteria.q else text
        return _Place(kind, row.position, is_backwards, right).link(request, criteria)

    return {
        "next": link(rows[-1], is_backwards=False) if has_next else None,
        "previous": link(rows[0], is_backwards=True) if has_previous else None,
        "count": None if found is None else min(found.count or 0, COUNTED),
        "count_is_exact": None if found is None else _is_exact(found),
        "query": {
            "text": criteria.q,
            "showing_results_for": None,
            "required": matches.required,
            "exchange_rates": criteria.exchange and criteria.exchange.told(criteria.amounts_in),
            "near": criteria.near and criteria.near.told,
        },
        **({"facets": _facets(found)} if with_facets and found else {}),
        "results": [_result(row, away) for row in rows],
    }


def _is_exact(found: Found) -> bool:
    return found.is_exact and (found.count or 0) <= COUNTED


def _result(row: Row, away: Mapping[UUID, int]) -> orjson.Fragment:
    """The card, which is the text of an object, with what the person lacks, and how far away they
    are.
    """
    lacking = orjson.dumps([*row.lacking]).decode()
    km = away.get(row.profile_id, "null") if row.profile_id else "null"
    return orjson.Fragment(f'{row.card[:-1]}, "lacking": {lacking}, "distance_km": {km}}}')


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
