"""How well freelancers fit what somebody needs, with the reasons.

    score = 0.60 skills + 0.15 rate + 0.10 availability + 0.15 quality, each from 0 to 1

Skills: the share of the wanted skills that are held, each weighed by how rare it is (inverse
document frequency, Karen Sparck Jones, 1972: `ln(1 + N / n)` for n of N freelancers having it), so
that a rare skill counts more than one that everybody has. A proved skill counts whole, a claimed
one 0.85; who can do React can do JavaScript.

Rate: 1 within the budget, less above it in proportion, 0.5 where it cannot be compared.
Availability: 1 for those who are available, 0.5 for those who do not say, 0 for those who are not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections, router
from django.utils.translation import gettext as _

from profiles.models import Availability, SearchEntry, Skill
from profiles.search.ladder import BY_QUALITY, statistics
from profiles.search.query import Match
from profiles.search.statement import Statement, matches
from profiles.search.tags import Kind, availability_tag, currency_tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

SKILLS, RATE, AVAILABILITY, QUALITY = 0.60, 0.15, 0.10, 0.15
CLAIMED = 0.85
UNKNOWN = 0.5
MOST_CONSIDERED = 200


@dataclass(frozen=True)
class Need:
    """What somebody needs: skills by their ids, and an hourly budget in one currency."""

    skills: Sequence[int]
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Candidate:
    """A freelancer as the search knows them."""

    profile_id: UUID
    tags: frozenset[int]
    quality: int
    rate: int


@dataclass(frozen=True)
class Fit:
    """How well a candidate fits, from 0 to 1, and why."""

    profile_id: UUID
    score: float
    reasons: list[dict[str, Any]]


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
            f"SELECT found.profile_id, found.tags, entry.quality, entry.rate FROM ({sql}) found"
            " JOIN profiles_searchentry entry USING (profile_id)"
            " ORDER BY entry.quality DESC, profile_id DESC",
            statement.parameters,
        )
        for profile_id, tags, quality, rate in cursor.fetchall():
            found.setdefault(profile_id, Candidate(profile_id, frozenset(tags), quality, rate))


def best_fits(need: Need, *, most: int = 20) -> list[Fit]:
    """The freelancers who fit a need best, of the `MOST_CONSIDERED` likeliest."""
    names = dict(Skill.objects.filter(pk__in=need.skills).values_list("pk", "name"))
    fits = [fit_of(one, need, names) for one in candidates(need.skills)]
    return sorted(fits, key=lambda fit: (-fit.score, fit.profile_id))[:most]


def fit_of(candidate: Candidate, need: Need, names: dict[int, str]) -> Fit:
    """How well one candidate fits."""
    skills, skill_reasons = _skill_fit(candidate, need, names)
    rate, rate_reasons = _rate_fit(candidate, need)
    available, available_reasons = _availability_fit(candidate)
    score = SKILLS * skills + RATE * rate + AVAILABILITY * available
    score += QUALITY * candidate.quality / 1_000_000
    reasons = [*skill_reasons, *rate_reasons, *available_reasons]
    return Fit(candidate.profile_id, round(score, 4), reasons)


def _skill_fit(
    candidate: Candidate, need: Need, names: dict[int, str]
) -> tuple[float, list[dict[str, Any]]]:
    wanted = list(dict.fromkeys(need.skills))
    if not wanted:
        return UNKNOWN, []
    held = [skill for skill in wanted if Kind.SKILL.tag(skill) in candidate.tags]
    proved = [skill for skill in held if Kind.PROVED_SKILL.tag(skill) in candidate.tags]
    whole = sum(map(rarity, wanted))
    part = sum(rarity(skill) * (1 if skill in proved else CLAIMED) for skill in held)
    reason = {
        "code": "skills",
        "detail": _("Has %(held)d of %(wanted)d skills.")
        % {"held": len(held), "wanted": len(wanted)},
        "held": [names.get(skill, "") for skill in held],
        "proved": [names.get(skill, "") for skill in proved],
        "missing": [names.get(skill, "") for skill in wanted if skill not in held],
    }
    return part / whole, [reason]


def _rate_fit(candidate: Candidate, need: Need) -> tuple[float, list[dict[str, Any]]]:
    budget = need.rate_max
    if budget is None or not candidate.rate:
        return UNKNOWN, []
    if need.currency and currency_tag(need.currency) not in candidate.tags:
        return UNKNOWN, [{"code": "rate", "detail": _("The rate is in another currency.")}]
    over = candidate.rate / 100 / float(budget) - 1
    if over <= 0:
        return 1.0, [{"code": "rate", "detail": _("The rate is within the budget.")}]
    detail = _("The rate is %(percent)d %% above the budget.") % {"percent": round(100 * over)}
    return max(0.0, 1 - over), [{"code": "rate", "detail": detail}]


def _availability_fit(candidate: Candidate) -> tuple[float, list[dict[str, Any]]]:
    if availability_tag(Availability.UNAVAILABLE) in candidate.tags:
        return 0.0, [{"code": "availability", "detail": _("Is not available at the moment.")}]
    open_ones = (Availability.AVAILABLE, Availability.FULL_TIME, Availability.PART_TIME)
    if any(availability_tag(one) in candidate.tags for one in open_ones):
        return 1.0, [{"code": "availability", "detail": _("Is available.")}]
    return UNKNOWN, []
