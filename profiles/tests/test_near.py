"""Freelancers near a place: who is found, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from profiles.models import Profile
from profiles.search import nearby
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer
from profiles.tests.places import at, make_germans, near, refusal

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def germans(db: None) -> None:
    make_germans()


def follow(api: Client, link: str) -> Any:
    return api.get(link.partition("/api/v1/")[2]).json()


# --- Who is found ---------------------------------------------------------------------------------


def test_the_nearest_come_first_and_who_is_too_far_away_does_not(
    api: Client, germans: None
) -> None:
    assert near(api, "Berlin") == ["mitte", "kreuzberg", "potsdam"]
    assert near(api, "Berlin", within=20) == ["mitte", "kreuzberg"]
    assert near(api, "Potsdam", ordering="distance") == ["potsdam", "kreuzberg", "mitte"]
    assert near(api, "52.52,13.40", within=2) == ["mitte"]
    assert near(api, "0,0") == []


def test_words_filters_and_orders_go_with_a_place(api: Client, germans: None) -> None:
    assert near(api, "Berlin", q="plumber") == ["mitte", "potsdam"]
    assert near(api, "Berlin", q="tiler") == ["kreuzberg"]
    assert near(api, "Berlin", q="plumber", ordering="distance") == ["mitte", "potsdam"]
    assert near(api, "Berlin", q="plumber", ordering="-joined") == ["potsdam", "mitte"]
    assert near(api, "52.52,13.42", country="IN") == []
    assert set(near(api, "Kochi", country="IN")) == {"kochi"}


def test_of_those_who_suit_alike_the_nearest_comes_first(api: Client) -> None:
    for name, city in (("far", "Potsdam"), ("near", "Berlin")):
        make_freelancer(name, city=city, country="DE", headline="Plumber")
    assert near(api, "Berlin", q="plumber") == ["near", "far"]
    assert near(api, "Potsdam", q="plumber") == ["far", "near"]


def test_an_answer_says_which_city_was_taken_and_about_how_far_people_are(
    api: Client, germans: None
) -> None:
    answer = api.get("profiles", {"near": "berlin", "within": 30}).json()
    taken = {"name": "Berlin", "country": "DE", "latitude": 52.52, "longitude": 13.42}
    assert answer["query"]["near"] == taken | {"within_km": 30}
    assert [one["distance_km"] for one in answer["results"]] == [1, 3, 30]
    assert api.get("profiles").json()["query"]["near"] is None
    assert {one["distance_km"] for one in api.get("profiles").json()["results"]} == {None}


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({"near": "Bangalore"}, ("Bengaluru", "IN")),
        ({"near": "ಬೆಂಗಳೂರು"}, ("Bengaluru", "IN")),
        ({"near": "Köln"}, ("Köln", "DE")),
        ({"near": "Hyderabad"}, ("Hyderabad", "IN")),  # the largest
        ({"near": "Hyderabad", "country": "PK"}, ("Hyderabad", "PK")),
        ({"near": "Hyderabad, Pakistan"}, ("Hyderabad", "PK")),
    ],
)
def test_a_city_is_known_by_any_of_its_names_and_the_largest_is_meant(
    api: Client, asked: dict[str, str], taken: tuple[str, str]
) -> None:
    place = api.get("profiles", asked).json()["query"]["near"]
    assert (place["name"], place["country"]) == taken


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"near": "Nirgendwo am See"}, ("near", "unknown_place")),
        ({"near": "Pune", "country": "DE"}, ("near", "unknown_place")),
        ({"near": "91,0"}, ("near", "invalid_point")),
        ({"near": "52.5,181"}, ("near", "invalid_point")),
        ({"near": "52.5"}, ("near", "unknown_place")),
        ({"near": "Berlin", "within": "0"}, ("within", "min_value")),
        ({"near": "Berlin", "within": "201"}, ("within", "max_value")),
        ({"near": "Berlin", "within": "far"}, ("within", "invalid")),
        ({"within": "10"}, ("within", "needs_near")),
        ({"near": "", "within": "10"}, ("within", "needs_near")),
        ({"ordering": "distance"}, ("ordering", "needs_near")),
        ({"nearby": "Berlin"}, ("nearby", "unknown_parameter")),
    ],
)
def test_what_means_nothing_is_refused(
    api: Client, asked: dict[str, str], refused: tuple[str, str]
) -> None:
    answer = api.get("profiles", asked)
    assert refused in refusal(answer)


def test_a_place_is_asked_for_by_body_as_well(api: Client, germans: None) -> None:
    answer = api.post("profiles/search", {"near": "Berlin", "within": 20}).json()
    assert [one["username"] for one in answer["results"]] == ["mitte", "kreuzberg"]


def test_pages_by_distance_lead_on_and_back(api: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(nearby, "MAX_CELLS", 2)  # that are counted at once
    for number in range(7):
        at(f"asha{number}", 50 + number / 20, 8)
    first = api.get("profiles", {"near": "50,8", "page_size": 3}).json()
    second = follow(api, first["next"])
    third = follow(api, second["next"])
    names = [one["username"] for page in (first, second, third) for one in page["results"]]
    assert names == [f"asha{number}" for number in range(7)]
    assert third["next"] is None
    assert follow(api, second["previous"])["results"] == first["results"]


def test_more_people_than_are_listed_are_still_the_nearest(api: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(nearby, "NEAREST", 4)
    for number in range(5):
        at(f"there{number}", 50, 8)
    for number in range(3):
        at(f"near{number}", 50.1, 8)
    at("here", 49.9, 8)
    listed = api.get("profiles", {"near": "49.9,8"}).json()["results"]
    assert listed[0]["username"] == "here"
    assert len(listed) == 4
    assert {one["username"][:5] for one in listed[1:]} == {"there"}


@pytest.mark.parametrize(
    ("asked", "home", "is_found"),
    [
        ("-16.8,179.98", (-16.8, -179.98), True),  # over the date line
        ("-16.8,-179.98", (-16.8, 179.98), True),
        ("0,179.9", (0, -178), False),
        ("89.9,0", (89.8, 180), True),  # over the pole
        ("-90,0", (-89.9, 77), True),
        ("89.9,0", (88, 180), False),
    ],
)
def test_neither_the_date_line_nor_a_pole_is_a_border(
    api: Client, asked: str, home: tuple[float, float], is_found: bool
) -> None:
    at("asha", *home)
    assert near(api, asked) == ["asha"] * is_found


def test_who_moves_or_hides_is_not_found_there(api: Client, germans: None) -> None:
    users = {one.user.username: one.user for one in Profile.objects.select_related("user")}
    update_profile(user=users["mitte"], changes={"city": "Kochi", "country": "IN"})
    update_profile(user=users["kreuzberg"], changes={"visibility": "hidden"})
    assert near(api, "Berlin") == ["potsdam"]


def test_without_an_index_the_database_filters_the_same(
    api: Client, germans: None, indexer_on_disk: Any
) -> None:
    assert set(near(api, "Berlin", within=20, ordering="quality")) == {"mitte", "kreuzberg"}
    assert near(api, "-89.99,0", ordering="quality") == []
    assert api.get("profiles", {"near": "Berlin"}).status_code == 503


def test_a_place_costs_one_query_more_however_many_are_found(api: Client) -> None:
    def queries(**parameters: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert api.get("profiles", parameters).status_code == 200
        return len(captured)

    at("asha", 50, 8)
    queries(near="50,8")  # the index reads what changed
    before = queries(ordering="quality"), queries(near="50,8")
    for number in range(5):
        at(f"bela{number}", 50, 8)
    queries(near="50,8")
    assert (queries(ordering="quality"), queries(near="50,8")) == before
    assert before[1] == before[0] + 1  # the distances


def test_facets_are_of_those_nearby(api: Client, germans: None) -> None:
    facets = api.get("profiles", {"near": "Berlin", "facets": "1"}).json()["facets"]
    assert facets["country"] == [{"value": "DE", "count": 3}]
