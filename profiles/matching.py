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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from profiles.candidates import candidates, rarity
from profiles.models import Availability, Skill
from profiles.search.tags import Kind, availability_tag, currency_tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from uuid import UUID

    from profiles.candidates import Candidate

SKILLS, RATE, AVAILABILITY, QUALITY = 0.60, 0.15, 0.10, 0.15
CLAIMED = 0.85
UNKNOWN = 0.5


@dataclass(frozen=True)
class Need:
    """What somebody needs: skills by their ids, and an hourly budget in one currency."""

    skills: Sequence[int]
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True)
class Fit:
    """How well a candidate fits, from 0 to 1, and why."""

    profile_id: UUID
    score: float
    reasons: list[dict[str, Any]]


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
