"""A city and a point have to be of one place: others read the city, and distances are measured from
the point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.grid import about_km
from profiles.errors import PointFarFromCity
from profiles.search.gazetteer import cities_meant, point_of

if TYPE_CHECKING:
    from foundation.grid import Point

MAX_KM = 100  # from the middle of a city; the largest reach not quite as far


def require_near_city(city: str, country: str, point: Point | None) -> None:
    """Raises PointFarFromCity for a point that is far away from each city that the name may mean.
    Of a city that is not known nobody can say.
    """
    if point is None:
        return
    middles = [middle for one in cities_meant(city, country) if (middle := point_of(one))]
    if middles and (km := min(map(point.km_to, middles))) > MAX_KM:
        raise PointFarFromCity(city, about_km(km))
