"""What is looked up around projects: those that are posted, who fits one, and how it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.skill_keys import skill_key
from profiles.matching import Need, best_fits
from profiles.models import SearchCard, SkillAlias
from projects.errors import UnknownSkills
from projects.models import Project
from projects.transitions import Party, party_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from accounts.models import User
    from projects.models import ProjectQuerySet, Transition

MATCHES = 20


def posted(*, skill: Sequence[str] = (), **criteria: Any) -> ProjectQuerySet:
    """The open projects that fit (ProjectFilterSerializer). Raises UnknownSkills."""
    return Project.objects.posted().matching(skill_ids=_skill_ids(skill), **criteria)


def _skill_ids(names: Sequence[str]) -> list[int]:
    """The skills that these names mean. Raises UnknownSkills."""
    keys = {name: skill_key(name) for name in names}
    rows = SkillAlias.objects.filter(key__in=keys.values()).values_list("key", "skill_id")
    known = dict(rows)
    if unknown := [name for name, key in keys.items() if key not in known]:
        raise UnknownSkills(unknown)
    return sorted({known[key] for key in keys.values()})


def matches_of(project: Project) -> list[dict[str, Any]]:
    """The freelancers who fit a project best, each with the reasons (MatchSerializer)."""
    hourly = project.budget_is_hourly
    need = Need(
        skills=project.needed_skill_ids(),
        rate_max=(project.budget_max or project.budget_min) if hourly else None,
        currency=project.currency if hourly else "",
    )
    fits = best_fits(need, most=MATCHES)
    cards = SearchCard.objects.in_bulk([fit.profile_id for fit in fits])
    return [
        {"score": fit.score, "reasons": fit.reasons, "profile": cards[fit.profile_id].card}
        for fit in fits
        if fit.profile_id in cards
    ]


def moves_of(project: Project, user: User) -> QuerySet[Transition]:
    """How a project moved, as far as a party may know: others' proposals are the client's."""
    moves = project.transitions.select_related("actor")
    if party_of(project, user) is Party.FREELANCER:
        return moves.filter(proposal__freelancer=user) | moves.filter(proposal=None)
    return moves


def move_data(move: Transition) -> dict[str, Any]:
    """A move (TransitionSerializer)."""
    return {
        "at": move.at,
        "action": move.action,
        "from_status": move.from_status,
        "to_status": move.to_status,
        "by": move.actor and move.actor.username,
        "reason": move.reason,
        "proposal": move.proposal_id,
    }
