"""Freelancers at places, for tests of who is near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foundation.grid import Point
from profiles.tests.factories import make_freelancer

if TYPE_CHECKING:
    from conftest import Client
    from profiles.models import Profile

DOOR = (52.491234, 13.428765)  # of a house in Berlin


def near(api: Client, place: str, **parameters: Any) -> list[str]:
    """Who is found near a place, in order."""
    answer = api.get("profiles", {"near": place, **parameters})
    assert answer.status_code == 200, answer.content
    assert answer.json()["count"] == len(answer.json()["results"])
    return [one["username"] for one in answer.json()["results"]]


def refusal(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


def at(name: str, latitude: float, longitude: float, **fields: Any) -> Profile:
    return make_freelancer(name, point=Point.nearest(latitude, longitude), **fields)


def make_germans() -> None:
    """Around Berlin, a tiler in a house of Kreuzberg among them; and two who are elsewhere."""
    for name, city in (("mitte", "Berlin"), ("potsdam", "Potsdam"), ("north", "Hamburg")):
        make_freelancer(name, city=city, country="DE", headline="Plumber")
    at("kreuzberg", *DOOR, city="Berlin", country="DE", headline="Tiler")
    make_freelancer("nowhere", headline="Plumber")
    make_freelancer("kochi", city="Kochi", country="IN", headline="Plumber")
