"""Where a project is done, as its client says it, and what is kept of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.located import columns_of
from profiles.far_points import require_near_city
from profiles.models import Workplace
from profiles.search.gazetteer import city_named, written_name
from projects.errors import PointWithoutCountry, UnknownCity
from projects.models import Project

if TYPE_CHECKING:
    from foundation.grid import Point
    from profiles.search.gazetteer import KnownCity

SAID = ("workplace", "city", "country", "point")


def placed(changes: dict[str, Any], project: Project | None = None) -> dict[str, Any]:
    """The changes of a project, or of a new one, with what they say of its place as it is kept: the
    city as it is written, with its country and the point of it, unless the client gives another.
    What has a city or a point is done there, unless it is done remotely.

    Raises UnknownCity, PointWithoutCountry and PointFarFromCity.
    """
    if not changes.keys() & set(SAID):
        return changes
    before = project or Project()
    said = {name: getattr(before, name) for name in SAID if name != "point"}
    said |= {"point": before.own_point} | {name: changes[name] for name in SAID if name in changes}
    point: Point | None = said["point"]
    city = _meant(said["city"], said["country"], may_move="country" not in changes)
    country = city.country if city else said["country"]
    if point and not country:
        raise PointWithoutCountry
    if city:
        require_near_city(said["city"], city.country, point)
    workplace = said["workplace"] or (Workplace.ON_SITE if city or point else "")
    return {name: value for name, value in changes.items() if name not in SAID} | {
        "workplace": workplace,
        "city": written_name(said["city"]) if city else "",
        "country": country,
        "geonames_id": city.geonames_id if city else None,
        **columns_of(point, city.point if city else None),
    }


def _meant(name: str, country: str, *, may_move: bool) -> KnownCity | None:
    """The city that is called so: in the country, or in any if that was not said with it."""
    if not name:
        return None
    found = city_named(name, country) or (may_move and city_named(name)) or None
    if found is None:
        raise UnknownCity(name)
    return found
