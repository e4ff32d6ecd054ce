"""Open projects for a freelancer, with the reasons, and the skills that they ask for.

    score = 0.80 skills + 0.20 rate, each from 0 to 1

Skills: the share of what a project needs that the freelancer has, each skill weighed by how rare it
is (`profiles.candidates.rarity`). Rate: 1 when the freelancer's rate is within an hourly budget,
less above it in proportion, 0.5 where it cannot be compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections, router
from django.utils.translation import gettext as _

from profiles.candidates import rarity
from profiles.match_aspects import UNKNOWN
from profiles.models import ProfileSkill, Skill
from profiles.recommendations import Recommendation, recommended_skills
from profiles.services.profile import own_profile
from projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from uuid import UUID

    from accounts.models import User
    from profiles.models import Profile

SKILLS, RATE = 0.80, 0.20
MOST_SKILLS = 40  # the rarest of one's own, by which projects are looked for
NEWEST_OF_EACH = 20
MOST_PROJECTS = 150  # of all of these, those that need most of them
RECOMMENDED = 10
FEWEST_ASKING = 2  # projects, for a skill to be recommended by them

# Through the index on (skill, project): ids go by time.
NEWEST = """
    SELECT need.project_id, array_agg(need.skill_id)
    FROM (
        SELECT newest.project_id
        FROM unnest(%s::int[]) AS wanted (skill_id)
        CROSS JOIN LATERAL (
            SELECT need.project_id
            FROM projects_projectskill need
            JOIN projects_project project ON project.id = need.project_id
            WHERE need.skill_id = wanted.skill_id AND project.status = 'open'
              AND project.moderation = 'visible'
            ORDER BY need.project_id DESC
            LIMIT %s
        ) newest
        GROUP BY newest.project_id
        ORDER BY count(*) DESC, newest.project_id DESC
        LIMIT %s
    ) found JOIN projects_projectskill need USING (project_id)
    GROUP BY need.project_id
"""


@dataclass(frozen=True)
class Fitting:
    """An open project, how well it fits, and why."""

    project_id: UUID
    score: float
    reasons: list[dict[str, Any]]


class FittingProject(NamedTuple):
    """An open project with all that is shown of it, and how it fits."""

    fit: Fitting
    project: Project


class Recommendations(NamedTuple):
    """What a freelancer may want to learn and to do, the best first."""

    skills: list[Recommendation]
    projects: list[FittingProject]


class Budget(NamedTuple):
    """What an open project pays."""

    pk: UUID
    budget_min: Decimal | None
    budget_max: Decimal | None
    budget_is_hourly: bool
    currency: str


class Scored(NamedTuple):
    """How well a project fits, before anybody asks why; `over` as in `_above_budget`."""

    budget: Budget
    score: float
    over: float | None


@dataclass(frozen=True)
class Offer:
    """What a freelancer brings: skills with those above them, and what they ask for it."""

    skills: frozenset[int]
    own: frozenset[int]
    rate: float | None
    currency: str


def offer_of(profile: Profile) -> Offer:
    """What a freelancer brings."""
    held = ProfileSkill.objects.filter(profile=profile).values_list("skill_id", "skill__lineage")
    own = {skill for skill, _lineage in held}
    details = profile.freelancer_details
    return Offer(
        skills=frozenset(own.union(*(lineage for _skill, lineage in held))),
        own=frozenset(own),
        rate=float(details.hourly_rate) if details.hourly_rate else None,
        currency=details.currency,
    )


def fitting_projects(offer: Offer, needs: Mapping[UUID, list[int]]) -> list[Fitting]:
    """The few projects with these needs that fit best, the best first."""
    budgets = Project.objects.posted().filter(pk__in=list(needs)).values_list(*Budget._fields)
    rarities = {skill: rarity(skill) for skill in set[int]().union(*needs.values())}
    fits = [_fit(offer, Budget(*row), needs[row[0]], rarities) for row in budgets]
    best = sorted(fits, key=lambda one: (-one.score, one.budget.pk))[:RECOMMENDED]
    names = _names(skill for one in best for skill in needs[one.budget.pk])
    return [
        Fitting(one.budget.pk, one.score, _reasons(offer, one, needs[one.budget.pk], names))
        for one in best
    ]


def needs_of_likely_projects(offer: Offer) -> dict[UUID, list[int]]:
    """What the newest open projects need that need something the freelancer has. One query."""
    rarest = sorted(offer.skills, key=rarity, reverse=True)[:MOST_SKILLS]
    with connections[router.db_for_read(Project)].cursor() as cursor:
        cursor.execute(NEWEST, [rarest, NEWEST_OF_EACH, MOST_PROJECTS])
        return dict(cursor.fetchall())


def skills_asked_for(
    offer: Offer, needs: Mapping[UUID, list[int]], *, most: int = 10
) -> list[tuple[Skill, float, dict[str, Any]]]:
    """The skills that several of these projects ask for and the freelancer lacks, with the share of
    projects and the reason.
    """
    asked = Counter(
        skill for wanted in needs.values() for skill in set(wanted) if skill not in offer.skills
    )
    common = [(pk, number) for pk, number in asked.most_common(most) if number >= FEWEST_ASKING]
    skills = Skill.objects.accepted().in_bulk([pk for pk, _number in common])
    return [
        (
            skills[pk],
            round(number / len(needs), 4),
            {
                "code": "asked_for",
                "detail": _("Required by %(number)d open projects that match your profile.")
                % {"number": number},
                "share": round(number / len(needs), 3),
            },
        )
        for pk, number in common
        if pk in skills
    ]


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Skill.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def _fit(offer: Offer, budget: Budget, wanted: list[int], rarities: Mapping[int, float]) -> Scored:
    held = sum(rarities[skill] for skill in wanted if skill in offer.skills)
    share = held / sum(rarities[skill] for skill in wanted)
    over = _above_budget(offer, budget)
    rate = UNKNOWN if over is None else max(0.0, 1 - over)
    return Scored(budget, round(SKILLS * share + RATE * rate, 4), over)


def _above_budget(offer: Offer, budget: Budget) -> float | None:
    """By which share the freelancer's rate is above the budget; None if they do not compare."""
    amount = budget.budget_max or budget.budget_min
    is_comparable = budget.budget_is_hourly and budget.currency == offer.currency
    if not is_comparable or not amount or offer.rate is None:
        return None
    return max(0.0, offer.rate / float(amount) - 1)


def _reasons(
    offer: Offer, scored: Scored, wanted: list[int], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    held = [skill for skill in wanted if skill in offer.skills]
    reasons: list[dict[str, Any]] = [
        {
            "code": "skills",
            "detail": _("You have %(held)d of %(wanted)d skills.")
            % {"held": len(held), "wanted": len(wanted)},
            "held": [names[skill] for skill in held],
            "missing": [names[skill] for skill in wanted if skill not in held],
        }
    ]
    if scored.over is not None:
        detail = _("Your rate is within the budget.")
        if scored.over:
            percent = {"percent": round(100 * scored.over)}
            detail = _("Your rate is %(percent)d %% above the budget.") % percent
        reasons.append({"code": "rate", "detail": detail})
    return reasons


def recommendations_for(user: User) -> Recommendations:
    """Open projects and skills for a freelancer, each with its reasons."""
    profile = own_profile(user)
    offer = offer_of(profile)
    needs = needs_of_likely_projects(offer)
    fitting = fitting_projects(offer, needs)
    projects = Project.objects.with_cards().in_bulk([fit.project_id for fit in fitting])
    return Recommendations(
        skills=_skills(profile, offer, needs),
        projects=[
            FittingProject(fit, projects[fit.project_id])
            for fit in fitting
            if fit.project_id in projects
        ],
    )


def _skills(
    profile: Profile, offer: Offer, needs: Mapping[UUID, list[int]]
) -> list[Recommendation]:
    """Skills that freelancers alike have, and those that suitable projects ask for."""
    found = {one.skill.pk: one for one in recommended_skills(profile)}
    for skill, share, reason in skills_asked_for(offer, needs):
        known = found.get(skill.pk) or Recommendation(skill, 0.0)
        score = round(min(1.0, known.score + share / 2), 4)
        found[skill.pk] = Recommendation(skill, score, [*known.reasons, reason])
    return sorted(found.values(), key=lambda one: (-one.score, one.skill.name))
