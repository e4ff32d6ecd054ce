"""The criteria of a saved search: kept in the form in which the search takes them, so that the
search reads them as it reads anybody's.

Only what was chosen is kept, and a parameter that is added later is absent from older rows, as it
is from a request that does not name it. One that is renamed, or that means something else, gets
another `VERSION`, and a function in `UPGRADES` that brings older rows into its form.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookmarks.models import Kind
from foundation.exchange.table import rates_for
from profiles.search.query import match_of
from profiles.serializers import search as people_search
from profiles.serializers.near import kept_near
from projects.search.query import RELEVANCE, skill_ids
from projects.serializers import search as project_search

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bookmarks.models import SavedSearch
    from profiles.search.query import Criteria as PeopleCriteria
    from projects.search.query import Criteria as ProjectCriteria

VERSION = 1
UPGRADES: Mapping[int, Callable[[str, dict[str, Any]], dict[str, Any]]] = {}
"""By the version that they leave: what makes criteria of a kind those of the next one."""

NOTHING: tuple[Any, ...] = (None, "", [], set())
NEAR = "near"
ORDERING = "ordering"  # says in what order, and not what is looked for


def kept_form(valid: Mapping[str, Any]) -> dict[str, Any]:
    """Valid criteria as they are stored: what was chosen alone, each value in one form."""
    kept = {
        name: _plain(value)
        for name, value in sorted(valid.items())
        if value not in NOTHING and (name, value) != (ORDERING, RELEVANCE)
    }
    return kept | ({NEAR: kept_near(kept[NEAR])} if NEAR in kept else {})


def asks_for_something(criteria: Mapping[str, Any]) -> bool:
    """Whether there is more to them than an order."""
    return bool(criteria.keys() - {ORDERING})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (list, tuple, set)):
        return sorted(map(str, value))
    return value if isinstance(value, int) else str(value)


def current_form(search: SavedSearch) -> dict[str, Any]:
    """What a search asks for, in the form of `VERSION`, whenever it was saved."""
    criteria = dict(search.criteria)
    for version in range(search.criteria_version, VERSION):
        criteria = UPGRADES[version](search.kind, criteria)
    return criteria


def people_criteria(search: SavedSearch) -> PeopleCriteria:
    """What a search for people asks for. Raises ValidationError for what cannot be asked for any
    more, such as a currency that is gone.
    """
    given = current_form(search)
    return people_search.read_parameters(given, people_search.PostedSearchSerializer)[0]


def project_criteria(search: SavedSearch) -> ProjectCriteria:
    """What a search for projects asks for. Raises ValidationError likewise."""
    return project_search.read_parameters(current_form(search))


def require_askable(search: SavedSearch) -> None:
    """Raises UnknownSkill, UnknownSkillsAsked or NoExchangeRates, as the search would."""
    if search.kind == Kind.PEOPLE:
        people = people_criteria(search)
        match_of(people)
        rates_for(people)
    else:
        projects = project_criteria(search)
        skill_ids(projects.skill)
        rates_for(projects)
