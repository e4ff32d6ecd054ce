"""Freelancers near a place: who is found, in which order, and how little of a place it tells."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.services.account import save_address
from foundation.grid import Point, about_km
from profiles.models import Profile, SearchEntry
from profiles.search import nearby
from profiles.services.profile import make_profile, name_cities_anew, update_profile
from profiles.tests.factories import make_freelancer, seed_people

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db

DOOR = (52.491234, 13.428765)  # of a house in Berlin


def near(api: Client, place: str, **parameters: Any) -> list[str]:
    """Who is found near a place, in order."""
    answer = api.get("profiles", {"near": place, **parameters})
    assert answer.status_code == 200, answer.content
    assert answer.json()["count"] == len(answer.json()["results"])
    return [one["username"] for one in answer.json()["results"]]


def follow(api: Client, link: str) -> Any:
    return api.get(link.partition("/api/v1/")[2]).json()


def refusal(answer: Any) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.content
    return {(error["attr"], error["code"]) for error in answer.json()["errors"]}


def at(name: str, latitude: float, longitude: float, **fields: Any) -> Profile:
    return make_freelancer(name, point=Point.nearest(latitude, longitude), **fields)


@pytest.fixture
def germans(db: None) -> None:
    for name, city in (("mitte", "Berlin"), ("potsdam", "Potsdam"), ("north", "Hamburg")):
        make_freelancer(name, city=city, country="DE", headline="Plumber")
    at("kreuzberg", *DOOR, city="Berlin", country="DE", headline="Tiler")
    make_freelancer("nowhere", headline="Plumber")
    make_freelancer("kochi", city="Kochi", country="IN", headline="Plumber")


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


# --- What is kept, and what it tells --------------------------------------------------------------


def test_what_is_kept_of_a_point_is_a_point_of_the_grid(api_as: Any, freelancer: User) -> None:
    own = api_as(freelancer)
    body = {"point": {"latitude": DOOR[0], "longitude": DOOR[1]}}
    answer = own.patch("me/profile", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["point"] == {"latitude": 52.49, "longitude": 13.42}
    profile = Profile.objects.get(user=freelancer)
    assert (profile.latitude, profile.longitude) == (Decimal("52.49"), Decimal("13.42"))
    assert "52.4912" not in str(Profile.objects.filter(user=freelancer).values())
    own.patch("me/profile", {"point": None})
    profile.refresh_from_db()
    assert (profile.point, profile.has_own_point) == (None, False)


def test_the_point_is_the_owners_own_or_the_citys(api_as: Any, freelancer: User) -> None:
    own = api_as(freelancer)
    place = own.patch("me/profile", {"city": "Bangalore", "country": "IN"}).json()["place"]
    assert place == {"name": "Bengaluru", "country": "IN", "latitude": 12.97, "longitude": 77.59}
    at_home = {"point": {"latitude": 13.1, "longitude": 77.6}}
    assert own.patch("me/profile", at_home).json()["place"]["latitude"] == 13.1
    moved = own.patch("me/profile", {"city": "Pune"}).json()
    assert (moved["place"]["name"], moved["place"]["latitude"]) == ("Pune", 13.1)
    assert own.put("me/profile", {"city": "Pune"}).json()["place"]["latitude"] == 18.52
    unknown = own.patch("me/profile", {"city": "Ooru"}).json()
    assert (unknown["place"], unknown["point"]) == (None, None)


@pytest.mark.parametrize(
    ("point", "refused"),
    [
        ({"latitude": 52.5}, ("point.longitude", "required")),
        ({"latitude": 91, "longitude": 0}, ("point.latitude", "max_value")),
        ({"latitude": "52.5", "longitude": 13}, ("point.latitude", "invalid")),
        ({"latitude": True, "longitude": 13}, ("point.latitude", "invalid")),
        ({"latitude": 1, "longitude": 2, "street": "x"}, ("point.street", "unknown_parameter")),
        ("52.5,13.4", ("point.non_field_errors", "invalid")),
    ],
)
def test_a_point_that_is_none_is_refused(
    api_as: Any, freelancer: User, point: Any, refused: tuple[str, str]
) -> None:
    assert refusal(api_as(freelancer).patch("me/profile", {"point": point})) == {refused}


def test_a_client_has_no_point_and_no_radius(api_as: Any, client_user: User) -> None:
    body = {"point": {"latitude": 1, "longitude": 2}, "travel_radius_km": 5, "workplace": "remote"}
    refused = refusal(api_as(client_user).patch("me/profile", body))
    assert refused == {(name, "freelancers_only") for name in body}


def test_the_database_keeps_nothing_finer_than_the_grid(freelancer: User) -> None:
    row = Profile.objects.filter(pk=make_profile(freelancer).pk)
    for latitude, longitude in (("52.52", "13.41"), ("89.5", "5"), ("1", "180"), ("1", None)):
        with pytest.raises(IntegrityError, match="point_is_on_the_grid"), transaction.atomic():
            row.update(latitude=latitude, longitude=longitude)
    row.update(latitude="52.523456", longitude="13.42")  # the column has two places
    assert str(row.get().latitude) == "52.52"
    row.update(latitude="10.01", longitude="179.99")
    row.update(latitude="-89.99", longitude="0")


def test_a_street_address_gives_no_more_than_its_city(freelancer: User) -> None:
    make_profile(freelancer)
    street = {"street": "Sonnenallee", "door_no": "1", "pin_code": "12047"}
    save_address(user=freelancer, city="Berlin", country="DE", **street)
    profile = Profile.objects.get(user=freelancer)
    assert (profile.point, profile.has_own_point) == (Point(5252, 1342), False)


def test_others_are_told_no_point(api: Client, api_as: Any, germans: None) -> None:
    told = api.get("profiles/kreuzberg").content + api.get("profiles", {"near": "Berlin"}).content
    assert b"52.49" not in told
    assert b"13.43" not in told


def test_asking_from_many_places_finds_the_point_of_the_grid_at_best(api: Client) -> None:
    """Trilateration: two houses of one cell answer alike whatever is asked, from however near, by
    filter, order and distance; so nobody learns which of them it is.
    """
    random_state = random.Random(4)
    homes = [(52.4862, 13.4151), DOOR, (52.4949, 13.4299)]  # all of them snapped to 52.49, 13.42
    answers = []
    for number, home in enumerate(homes):
        asha = at(f"asha{number}", *home, headline="Tiler")
        other = at(f"other{number}", 52.55, 13.30, headline="Tiler")
        answers.append([])
        random_state.seed(4)
        for _ in range(60):
            angle, away = random_state.random() * 2 * math.pi, random_state.random() ** 2 * 20
            latitude = DOOR[0] + math.sin(angle) * away / 111
            longitude = DOOR[1] + math.cos(angle) * away / 68
            asked = {"near": f"{latitude:.7f},{longitude:.7f}"}
            asked |= {"within": random_state.randrange(1, 30), "q": "tiler"}
            page = api.get("profiles", asked | {"ordering": "distance"}).json()
            found = [(one["username"][:4], one["distance_km"]) for one in page["results"]]
            answers[-1].append((found, page["count"]))
        for profile in (asha, other):
            update_profile(user=profile.user, changes={"visibility": "hidden"})
    assert answers[0] == answers[1] == answers[2]
    assert any(found for found, _count in answers[0])


def test_the_radius_of_a_filter_is_measured_from_the_point_of_the_grid(api: Client) -> None:
    """Who looks for the edge of the circle finds the distance of that point, not of the house."""
    asha = at("asha", *DOOR)
    assert asha.point
    for asker in ((52.4, 13.0), (52.6, 13.9), (52.0, 13.42)):
        here = Point.nearest(*asker)
        km = math.ceil(here.km_to(asha.point))
        asked = f"{asker[0]} {asker[1]}"
        assert near(api, asked, within=km) == ["asha"]
        assert near(api, asked, within=km - 1) == []
        (told,) = api.get("profiles", {"near": asked, "within": 99}).json()["results"]
        assert told["distance_km"] == about_km(here.km_to(asha.point))


# --- Pages ----------------------------------------------------------------------------------------


def test_the_page_of_the_search_says_which_city_was_taken(germans: None) -> None:
    page = Browser().get("/search?near=berlin&within=20&ordering=distance")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Within 20 km of Berlin, Germany." in text
    assert "about 3 km" in text
    refused = Browser().get("/search?near=Xyzzy")
    assert refused.status_code == 422
    assert "No city is known by the name “Xyzzy”" in refused.content.decode()


def test_a_radius_and_a_point_are_told_on_the_own_page(freelancer: User) -> None:
    make_profile(freelancer)
    browser = Browser()
    browser.force_login(freelancer)
    said = {"visibility": "public", "travel_radius_km": "30", "workplace": "on_site"}
    answer = browser.post("/profile", said | {"point": "52.491234, 13.428765"})
    assert answer.status_code == 302, answer.content.decode()
    own = browser.get("/profile").content.decode()
    assert 'value="52.49, 13.42"' in own
    public = browser.get("/@asha").content.decode()
    assert "travels up to 30 km" in public
    assert "13.42" not in public
    refused = browser.post("/profile", said | {"travel_radius_km": "far", "point": "52.49"})
    assert refused.status_code == 422


# --- Many -----------------------------------------------------------------------------------------


def test_made_up_people_have_the_points_of_their_cities() -> None:
    seed_people(30)
    assert not Profile.objects.filter(latitude=None).exists()
    cells = dict(SearchEntry.objects.values_list("pk", "cell"))
    assert all(
        profile.point and profile.point.cell == cells[profile.pk]
        for profile in Profile.objects.filter(pk__in=cells)
    )
    assert name_cities_anew() == 0


def test_a_new_list_of_cities_moves_whom_it_places_elsewhere_but_for_own_points() -> None:
    asha = make_freelancer("asha", city="Pune", country="IN")
    own = at("own", *DOOR, city="Pune", country="IN")
    Profile.objects.update(geonames_id=1)
    Profile.objects.filter(pk=asha.pk).update(latitude=1, longitude=1)
    assert name_cities_anew() == 2
    asha.refresh_from_db()
    own.refresh_from_db()
    assert asha.point == Point(1852, 7386)
    assert own.point == Point.nearest(*DOOR)
