"""Who fits a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.blocks import unseen_by
from foundation.exchange.table import loaded_table
from profiles.matching import Need, best_fits
from projects.places import place_of_work

if TYPE_CHECKING:
    from profiles.matching import Fit
    from projects.models import Project

MAX_MATCHES = 20


def matches_of(project: Project) -> list[Fit]:
    """The freelancers who fit a project of `with_skills` best, the best first, of those whom its
    client sees.
    """
    hourly = project.budget_is_hourly
    title, text = project.title, project.description
    need = Need(
        skills=list(dict.fromkeys(skill.pk for skill in project.needed_skills())),
        rate_max=(project.budget_max or project.budget_min) if hourly else None,
        currency=project.currency if hourly else "",
        exchange=loaded_table() if hourly else None,
        title=title,
        text=text,
        place=place_of_work(project),
        unseen=unseen_by(project.client),
    )
    return best_fits(need, most=MAX_MATCHES)
