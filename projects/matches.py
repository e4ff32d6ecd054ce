"""Who fits a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from profiles.matching import Need, best_fits
from profiles.models import SearchCard

if TYPE_CHECKING:
    from profiles.matching import Fit
    from projects.models import Project

MATCHES = 20


class Match(NamedTuple):
    """A freelancer who fits, and the card that the search shows of them."""

    fit: Fit
    card: dict[str, Any]


def matches_of(project: Project) -> list[Match]:
    """The freelancers who fit a project best, the best first."""
    hourly = project.budget_is_hourly
    need = Need(
        skills=project.needed_skill_ids(),
        rate_max=(project.budget_max or project.budget_min) if hourly else None,
        currency=project.currency if hourly else "",
    )
    fits = best_fits(need, most=MATCHES)
    cards = SearchCard.objects.in_bulk([fit.profile_id for fit in fits])
    return [Match(fit, cards[fit.profile_id].card) for fit in fits if fit.profile_id in cards]
