"""Projects near a place: who finds them, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundation.grid import Point
from profiles.tests.places import refusal
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db


def found(caller: Client, **asked: Any) -> list[str]:
    answer = caller.get("projects", asked)
    assert answer.status_code == 200, answer.content
    return [one["title"] for one in answer.json()["results"]]


@pytest.fixture
def projects(client_user: User) -> None:
    places: dict[str, dict[str, Any]] = {
        "In Berlin": {"city": "Berlin"},
        "In Potsdam": {"city": "Potsdam"},
        "In Kochi": {"city": "Kochi"},
        "From afar": {"workplace": "remote", "city": "Berlin"},
        "Anywhere": {},
        "At a point": {"country": "DE", "point": Point.nearest(52.6, 13.5)},
    }
    for title, said in places.items():
        make_project(client=client_user, title=title, description="Plumbing.", **said)


@pytest.mark.parametrize("has_index", [True, False])
def test_projects_are_found_near_a_place(
    worker: Client, projects: None, has_index: bool, request: pytest.FixtureRequest
) -> None:
    if not has_index:
        request.getfixturevalue("indexer_on_disk")
    assert set(found(worker, near="Berlin")) == {"In Berlin", "In Potsdam", "At a point"}
    assert set(found(worker, near="Berlin", within=20)) == {"In Berlin", "At a point"}
    assert found(worker, near="Bangalore") == []
    assert found(worker, workplace="remote") == ["From afar"]


def test_the_nearest_project_comes_first(worker: Client, projects: None) -> None:
    assert found(worker, near="Berlin") == ["In Berlin", "At a point", "In Potsdam"]
    assert found(worker, near="Berlin", q="plumbing") == ["In Berlin", "At a point", "In Potsdam"]
    assert found(worker, near="Potsdam", q="plumbing", ordering="distance")[0] == "In Potsdam"
    assert found(worker, near="Berlin", ordering="-opened")[0] == "At a point"
    answer = worker.get("projects", {"near": "Berlin"}).json()
    assert [one["distance_km"] for one in answer["results"]] == [1, 10, 30]
    assert answer["query"]["near"]["name"] == "Berlin"
    assert answer["count"] == 3
    body = {"near": "Berlin", "q": "plumbing", "ordering": "distance", "page_size": 2}
    page = worker.post("projects/search", body).json()
    assert [one["title"] for one in page["results"]] == ["In Berlin", "At a point"]
    rest = worker.post(page["next"].partition("/api/v1/")[2], body).json()
    assert [one["title"] for one in rest["results"]] == ["In Potsdam"]


def test_a_project_is_found_by_the_name_of_its_city(worker: Client, projects: None) -> None:
    assert found(worker, q="Kochi") == ["In Kochi"]


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"near": "Nirgendwo"}, ("near", "unknown_place")),
        ({"near": "95,0"}, ("near", "invalid_point")),
        ({"within": 5}, ("within", "needs_near")),
        ({"ordering": "distance"}, ("ordering", "needs_near")),
        ({"workplace": "moon"}, ("workplace", "invalid_choice")),
    ],
)
def test_what_means_nothing_is_refused(
    worker: Client, asked: dict[str, Any], refused: tuple[str, str]
) -> None:
    assert refusal(worker.get("projects", asked)) == {refused}


def test_the_page_of_projects_says_which_city_was_taken_and_what_is_wrong(
    asha: Any, projects: None
) -> None:
    page = asha.get("/projects?near=Berlin&within=20")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Within 20 km of Berlin, Germany." in text
    assert "about 1 km" in text
    assert "At the place: Berlin, Germany" in text
    assert "In Potsdam" not in text
    lost = asha.get("/projects?within=20")
    assert lost.status_code == 422
    assert "Say near what." in lost.content.decode()
