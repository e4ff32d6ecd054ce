"""Among whom the right ones for some work are looked for, by where it is done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from foundation.grid import NOWHERE
from profiles.models.profile import MAX_TRAVEL_KM, USUAL_TRAVEL_KM
from profiles.search.nearby import CELL, in_box
from profiles.search.tags import country_tag, travels_tag
from search.entries import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foundation.grid import Point
    from profiles.search.places import Place
    from search.entries import Question

MAX_FROM_ANYWHERE, MAX_FROM_NEARBY = 200, 100


def asked_for(question: Question, place: Place) -> Iterator[tuple[Question, int]]:
    """Questions for those who may suit work at a place, and how many of each are looked at.

    Of work that is done at a point they also find some who live too far away: whoever asks looks at
    each (`profiles.whereabouts`).
    """
    if place.is_on_site and place.point is not None:
        yield from _around(question, place.point, place.country)
        return
    if not (place.is_on_site and place.country):
        yield question, MAX_FROM_ANYWHERE
    for condition in _there(place):
        yield replace(question, any_tags=condition), MAX_FROM_NEARBY


def _around(question: Question, point: Point, country: str) -> Iterator[tuple[Question, int]]:
    """Those nearby, those who travel farther, and those who may be anywhere in the country."""
    yield replace(question, **in_box(point, USUAL_TRAVEL_KM)), MAX_FROM_ANYWHERE
    farther = [travels_tag(km) for km in range(USUAL_TRAVEL_KM + 1, MAX_TRAVEL_KM + 1)]
    travellers = replace(question, any_tags=[farther], **in_box(point, MAX_TRAVEL_KM))
    yield travellers, MAX_FROM_NEARBY
    unplaced = replace(question, ranges=[Range(CELL, highest=NOWHERE)])
    tags = [country_tag(country)] if country else []
    yield replace(unplaced, all_tags=tags), MAX_FROM_NEARBY


def _there(place: Place) -> list[list[list[int]]]:
    """Conditions that those meet who are at the place of the work, or in its country."""
    country = [[country_tag(place.country)]] if place.country else []
    cities = [place.city_tags] if place.city_keys else []
    return [condition for condition in (cities and [*cities, *country], country) if condition]
