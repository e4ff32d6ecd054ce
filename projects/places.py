"""Where the work of a project is done, as its client says it or else as its text does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from foundation.grid import Point
from profiles.models import Workplace
from profiles.search.places import Place, place_in, place_of

if TYPE_CHECKING:
    from decimal import Decimal


class Work(Protocol):
    """A project, or what of it tells where it is done."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def workplace(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def latitude(self) -> Decimal | None: ...
    @property
    def longitude(self) -> Decimal | None: ...


def place_of_work(work: Work) -> Place:
    """The place that was chosen; what the text names where none was."""
    if work.workplace == Workplace.REMOTE:
        return Place(work.country, workplace=work.workplace)
    if work.latitude is not None and work.longitude is not None:
        place = place_in([work.city] if work.city else [], work.country)
        point = Point.nearest(work.latitude, work.longitude)
        return replace(place, point=point, workplace=work.workplace)
    place = place_of(title=work.title, text=work.description, country=work.country)
    return replace(place, workplace=work.workplace)
