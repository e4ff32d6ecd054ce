"""What is kept of where somebody is, and how little of it is told."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from accounts.services.account import save_address
from foundation.grid import Point, about_km
from profiles.models import Profile, SearchEntry
from profiles.services.profile import make_profile, name_cities_anew, update_profile
from profiles.tests.factories import make_freelancer, seed_people
from profiles.tests.places import DOOR, at, make_germans, near, refusal

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def germans(db: None) -> None:
    make_germans()


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
    moved = own.patch("me/profile", {"city": "Hosur"}).json()
    assert (moved["place"]["name"], moved["place"]["latitude"]) == ("Hosūr", 13.1)
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
    own = at("own", *DOOR, city="Berlin", country="DE")
    Profile.objects.update(geonames_id=1)
    Profile.objects.filter(pk=asha.pk).update(latitude=1, longitude=1)
    assert name_cities_anew() == 2
    asha.refresh_from_db()
    own.refresh_from_db()
    assert asha.point == Point(1852, 7386)
    assert own.point == Point.nearest(*DOOR)
