"""A page of open projects, as the API answers it and pages show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import structlog

from foundation import cursors
from foundation.exchange.table import rates_for
from foundation.grid import about_km
from foundation.pagination import KeysetPagination
from profiles.search.corrections import is_known, set_right
from profiles.search.index import profile_index
from profiles.search.nearby import Nearby
from projects.models import Project
from projects.search.by_words import TextSearch
from projects.search.index import project_index
from projects.search.query import DISTANCE, NEWEST, RELEVANCE, skill_ids
from projects.search.source import OPENED
from search.errors import EngineFailed
from search.listing import NumberedList, RankedList, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from accounts.models import User
    from foundation.cursors import ListRequest
    from projects.search.query import Criteria
    from search.listing import HitList, Row
    from search.tantivy_index import TantivyIndex

logger = structlog.get_logger("guildhall.search")

COUNTED = 1_000  # good matches are counted up to here


@dataclass(frozen=True)
class ProjectPage:
    """Some open projects, and where the list goes on."""

    results: Sequence[Project]
    next: str | None
    previous: str | None
    query: dict[str, Any]
    count: int | None = None
    count_is_exact: bool | None = None


def search(request: ListRequest, criteria: Criteria, *, viewer: User) -> ProjectPage:
    """The page that the request asks for, of the projects that are open to the viewer: of a text,
    the most relevant ones, else the newest.

    Words of a text that nobody has, but that nearly are words of the vocabulary, are set right, and
    the page says so in `query`.

    Raises ValidationError for a cursor or page size that is not valid, UnknownSkillsAsked and
    NoExchangeRates.
    """
    page = _searched(request, criteria, viewer)
    if criteria.near:
        for project in page.results:
            if there := project.point:
                project.distance_km = about_km(criteria.near.point.km_to(there))
    return page


def _searched(request: ListRequest, criteria: Criteria, viewer: User) -> ProjectPage:
    skills = skill_ids(criteria.skill)
    criteria = replace(criteria, exchange=rates_for(criteria))
    index = project_index.index() if criteria.q or criteria.near else None
    if index is not None:
        try:
            asked = replace(criteria, unseen=Project.objects.kept_from(viewer))
            if criteria.near:
                asked = replace(asked, nearby=Nearby.of(index, criteria.near))
            return _by_words(index, request, asked, skills, viewer)
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    return _from_database(request, criteria, skills, viewer)


def _query(criteria: Criteria, right: str | None = None) -> dict[str, Any]:
    """What an answer says of how it was understood."""
    return {
        "text": criteria.q,
        "showing_results_for": right,
        "exchange_rates": criteria.exchange and criteria.exchange.told(criteria.amounts_in),
        "near": criteria.near and criteria.near.told,
    }


def _by_words(
    index: TantivyIndex,
    request: ListRequest,
    criteria: Criteria,
    skills: Sequence[int],
    viewer: User,
) -> ProjectPage:
    bound = (criteria.ordering, "by words")
    size, cursor = cursors.asked_for(request, bound)
    if cursor is None:
        right = text_set_right(index, criteria.q)
        position, is_backwards = None, False
    else:
        position, is_backwards, right = cursor
    found = TextSearch(index, replace(criteria, q=right or criteria.q), skills)
    page = page_of(_list(found, criteria, viewer), position, size, is_backwards=is_backwards)

    def link(row: Row[Project], *, is_backwards: bool) -> str:
        return cursors.link(request, bound, (row.position, is_backwards, right))

    count = found.count() if cursor is None else None
    return ProjectPage(
        results=[row.shown for row in page.rows],
        next=link(page.rows[-1], is_backwards=False) if page.has_next else None,
        previous=link(page.rows[0], is_backwards=True) if page.has_previous else None,
        query=_query(criteria, right),
        count=None if count is None else min(count, COUNTED),
        count_is_exact=None if count is None else count <= COUNTED,
    )


def text_set_right(index: TantivyIndex, text: str) -> str | None:
    """The text with the words set right that neither a project has nor a freelancer: that nothing
    is to be done in Pune makes it no pine. None if there is nothing to set right.
    """
    indexes = [one for one in (index, profile_index.index()) if one is not None]
    right = set_right(text, lambda word: any(is_known(one, word) for one in indexes))
    return right if right != text else None


def _list(found: TextSearch, criteria: Criteria, viewer: User) -> HitList[Project]:
    """Relevance is that of words: without any it is how near something is or, unless that is asked
    for, how new.
    """
    if criteria.ordering == DISTANCE or (
        criteria.near and criteria.ordering == RELEVANCE and not found.telling
    ):
        return RankedList(found.nearest, _reader(viewer))
    if criteria.ordering == NEWEST or not found.telling:
        return NumberedList(found.index, found.good, OPENED, _reader(viewer))
    return RankedList(found.ranked, _reader(viewer))


def _reader(viewer: User) -> Callable[[Sequence[UUID]], dict[UUID, Project]]:
    """Reads those that the viewer may see now."""
    return lambda ids: Project.objects.posted_to(viewer).with_cards(viewer).in_bulk(ids)


def _from_database(
    request: ListRequest, criteria: Criteria, skills: Sequence[int], viewer: User
) -> ProjectPage:
    """From PostgreSQL: of a text, while the index is being made, those that have all its words."""
    found = Project.objects.posted_to(viewer).matching(
        q=criteria.q,
        skill_ids=skills,
        budget_min=criteria.budget_min,
        budget_max=criteria.budget_max,
        currency=criteria.currency,
        country=criteria.country,
        budgets=criteria.budgets,
        workplace=criteria.workplace,
        near=criteria.near,
    )
    paginator = KeysetPagination()
    ordered = found.with_cards(viewer).order_by("-opened_at", "-id")
    rows = paginator.paginate_queryset(ordered, request)
    links: dict[str, Any] = paginator.get_paginated_response([]).data
    return ProjectPage(
        results=rows,
        next=links["next"],
        previous=links["previous"],
        query=_query(criteria),
    )
