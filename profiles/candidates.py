"""Freelancers who have certain skills, the likeliest to be wanted first."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import structlog

from foundation.grid import NOWHERE, Point
from profiles.models import SearchEntry, Skill
from profiles.search.index import profile_index
from profiles.search.tags import WORKPLACES, Kind, letters_of
from profiles.search.without_index import holders_of
from profiles.whereabouts import Whereabouts
from search.entries import Question
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from search.tantivy_index import TantivyIndex

logger = structlog.get_logger("guildhall.search")

MOST_CONSIDERED = 200
PLACING = (Kind.COUNTRY, Kind.WORKPLACE, Kind.TRAVELS)
"""What tags say of where somebody works."""


@dataclass(frozen=True)
class Candidate:
    """A freelancer as the search knows them."""

    profile_id: UUID
    tags: frozenset[int]
    quality: int
    rate: int
    city_key: str = ""
    cell: int = NOWHERE

    @classmethod
    def of_row(cls, profile_id: UUID, tags: list[int], *others: Any) -> Candidate:
        return cls(profile_id, frozenset(tags), *others)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        known = map(Kind.of, self.tags)
        said = {kind: value for kind, value in known if kind in PLACING}
        return Whereabouts(
            Point.of_cell(self.cell),
            letters_of(said[Kind.COUNTRY], 2) if Kind.COUNTRY in said else "",
            said.get(Kind.TRAVELS),
            WORKPLACES[said[Kind.WORKPLACE]] if Kind.WORKPLACE in said else "",
        )


@dataclass(frozen=True)
class Holders:
    """How many freelancers there are, and how many have each of some skills, about. While there is
    no index nothing is known of it, and all skills are alike.
    """

    skills: Collection[int]
    total: int = 0
    numbers: Mapping[int, int] = field(default_factory=dict)

    def rarity(self, skill_id: int) -> float:
        """How much a skill says about a person: the fewer have it, the more."""
        return math.log(1 + max(1, self.total) / max(1, self.numbers.get(skill_id, 1)))

    def share(self, skill_id: int) -> float:
        """Of all freelancers, who have it."""
        return self.numbers.get(skill_id, 0) / max(1, self.total)


def holders(skills: Collection[int]) -> Holders:
    """Of these skills."""
    index = profile_index.index()
    if index is not None:
        try:
            numbers = {one: index.tag_frequency(Kind.SKILL.tag(one)) for one in skills}
            return Holders(skills, len(index), numbers)
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    return Holders(skills)


def rarities(skills: Collection[int]) -> dict[int, float]:
    """How much each of these skills says about a person."""
    known = holders(skills)
    return {skill: known.rarity(skill) for skill in skills}


def candidates(skills: Collection[int], *, most: int = MOST_CONSIDERED) -> list[Candidate]:
    """Freelancers who have these skills, the best of those with all of them first, then those with
    half of them, and so on, the rarest ones kept the longest. While there is no index, those with
    most of them first. A few bounded questions and queries.
    """
    asked = _not_implied(skills)
    if not asked:
        return []
    index = profile_index.index()
    found = None
    if index is not None:
        try:
            found = _by_index(index, asked, most)
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    if found is None:
        found = holders_of(asked, most=most)
    known = {one.profile_id: one for one in candidates_of(found)}
    return [known[one] for one in found if one in known]


def _by_index(index: TantivyIndex, skills: set[int], most: int) -> list[UUID]:
    rarity = rarities(skills)
    rarest_first = [Kind.SKILL.tag(one) for one in sorted(skills, key=rarity.__getitem__)[::-1]]
    best = Question(order_by="-quality")
    questions = [replace(best, all_tags=rarest_first[:number]) for number in _halvings(len(skills))]
    found: dict[UUID, None] = {}
    for question in (*questions, replace(best, any_tags=[rarest_first])):
        if len(found) < most:
            found |= dict.fromkeys(hit.id for hit in index.ask(question, limit=most).hits)
    return [*found][:most]


def _halvings(number: int) -> list[int]:
    """How many skills to ask for: all, half of them, and so on down to one."""
    return [] if number == 0 else [number, *(_halvings(number // 2) if number > 1 else [])]


def _not_implied(skills: Collection[int]) -> set[int]:
    """The skills without those above others of them: whoever has these has those."""
    lineages = Skill.objects.filter(pk__in=skills).values_list("pk", "lineage")
    implied = {above for pk, lineage in lineages for above in lineage if above != pk}
    return set(skills) - implied


def candidates_of(profile_ids: Iterable[UUID]) -> list[Candidate]:
    """Those of these profiles that are public at this moment. One query."""
    columns = ("profile_id", "tags", "quality", "rate", "city_key", "cell")
    rows = SearchEntry.objects.filter(pk__in=list(profile_ids)).values_list(*columns)
    return [Candidate.of_row(*row) for row in rows]
