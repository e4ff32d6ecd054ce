"""Freelancers who have certain skills, the likeliest to be wanted first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from profiles.models import SearchEntry, Skill
from profiles.search.ladder import BY_QUALITY, statistics
from profiles.search.query import Match
from profiles.search.statement import Statement, matches
from profiles.search.tags import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

MOST_CONSIDERED = 200


@dataclass(frozen=True)
class Candidate:
    """A freelancer as the search knows them."""

    profile_id: UUID
    tags: frozenset[int]
    quality: int
    rate: int
    city_key: str = ""

    @classmethod
    def of_row(cls, profile_id: UUID, tags: list[int], *others: Any) -> Candidate:
        return cls(profile_id, frozenset(tags), *others)


def rarity(skill_id: int) -> float:
    """How much a skill says about a person: the fewer have it, the more."""
    statistics.refresh()
    holders = max(1.0, statistics.entries.get(Kind.SKILL.tag(skill_id), 1.0))
    return math.log(1 + max(1.0, statistics.total) / holders)


def candidates(skills: Sequence[int], *, most: int = MOST_CONSIDERED) -> list[Candidate]:
    """Freelancers who have these skills, the best of those with all of them first, then those with
    half of them, and so on, the rarest ones kept the longest. A few bounded queries.
    """
    rarest_first = sorted(_not_implied(skills), key=rarity, reverse=True)
    lengths = _halvings(len(rarest_first))
    found: dict[UUID, Candidate] = {}
    for length in lengths if rarest_first else ():
        required = [Kind.SKILL.tag(skill) for skill in rarest_first[:length]]
        _collect(found, Match(all_tags=required), most)
    if rarest_first:
        _collect(found, Match(any_tags=[[Kind.SKILL.tag(skill) for skill in rarest_first]]), most)
    return list(found.values())[:most]


def _halvings(number: int) -> list[int]:
    """How many skills to ask for: all, half of them, and so on down to one."""
    return [] if number == 0 else [number, *(_halvings(number // 2) if number > 1 else [])]


def _not_implied(skills: Sequence[int]) -> set[int]:
    """The skills without those above others of them: whoever has these has those."""
    lineages = Skill.objects.filter(pk__in=skills).values_list("pk", "lineage")
    implied = {above for pk, lineage in lineages for above in lineage if above != pk}
    return set(skills) - implied


def _collect(found: dict[UUID, Candidate], match: Match, most: int) -> None:
    if len(found) >= most:
        return
    statement = Statement()
    sql = matches(statement, match, BY_QUALITY, limit=most)
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(
            "SELECT found.profile_id, found.tags, entry.quality, entry.rate, entry.city_key"
            f" FROM ({sql}) found JOIN profiles_searchentry entry USING (profile_id)"
            " ORDER BY entry.quality DESC, profile_id DESC",
            statement.parameters,
        )
        for row in cursor.fetchall():
            found.setdefault(row[0], Candidate.of_row(*row))


def candidates_of(profile_ids: Iterable[UUID]) -> list[Candidate]:
    """Those of these profiles that are public at this moment. One query."""
    columns = ("profile_id", "tags", "quality", "rate", "city_key")
    rows = SearchEntry.objects.filter(pk__in=list(profile_ids)).values_list(*columns)
    return [Candidate.of_row(*row) for row in rows]
