"""A city and a point that contradict each other, of people and of work."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts.models import Address
from foundation.grid import Point
from profiles.models import Profile
from profiles.services.profile import make_profile, take_over_place, update_profile
from projects.models import Project

pytestmark = pytest.mark.django_db
IN_KOCHI = {"latitude": 9.99, "longitude": 76.28}
PROJECT = {"title": "Paint", "description": "A wall of mine.", "status": "draft"}


@pytest.fixture
def own(api_as, freelancer):
    make_profile(freelancer)
    return api_as(freelancer)


@pytest.fixture
def client(api_as, client_user):
    make_profile(client_user)
    return api_as(client_user)


def refused(answer) -> str:
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["attr"], error["code"]) == (422, "point", "far_from_city")
    return error["detail"]


def test_who_names_a_city_far_from_their_point_is_told_how_far(own):
    pune = {"city": "Pune", "country": "IN"}
    told = refused(own.patch("me/profile", pune | {"point": IN_KOCHI}))
    assert "about 1000 km away from Pune" in told
    assert own.get("me/profile").json()["place"] is None
    assert own.patch("me/profile", {"point": IN_KOCHI}).status_code == 200
    assert refused(own.patch("me/profile", pune))
    moved = own.patch("me/profile", pune | {"point": None}).json()
    assert moved["place"]["name"] == "Pune"
    assert refused(own.patch("me/profile", {"point": IN_KOCHI}))


@pytest.mark.parametrize(
    ("city", "country", "point"),
    [
        ("Kochi", "IN", IN_KOCHI),
        ("Cochin", "", IN_KOCHI),
        ("Aluva", "IN", IN_KOCHI),
        ("Xyzzyville", "IN", IN_KOCHI),
        ("", "IN", IN_KOCHI),
        ("Portland", "US", {"latitude": 43.66, "longitude": -70.26}),  # in Maine
    ],
)
def test_a_point_in_or_near_any_city_that_may_be_meant_is_taken(own, city, country, point):
    answer = own.patch("me/profile", {"city": city, "country": country, "point": point})
    assert answer.status_code == 200, answer.content


def test_work_is_not_in_one_city_and_at_a_point_in_another(client):
    place = {"city": "Pune", "country": "IN"}
    assert refused(client.post("projects", PROJECT | place | {"point": IN_KOCHI}))
    assert not Project.objects.exists()
    made = client.post("projects", PROJECT | place).json()
    assert refused(client.patch(f"projects/{made['id']}", {"point": IN_KOCHI}))
    kochi = client.patch(f"projects/{made['id']}", {"city": "Kochi", "point": IN_KOCHI})
    assert kochi.status_code == 200
    assert refused(client.patch(f"projects/{made['id']}", {"city": "Pune"}))


def test_pages_say_it_beside_the_point(client, own, client_user, freelancer):
    typed = {"city": "Pune", "country": "IN", "point": "9.99, 76.28"}
    forms = ((freelancer, "/profile", {}), (client_user, "/projects/new", PROJECT))
    for user, address, form in forms:
        browser = Browser()
        browser.force_login(user)
        answer = browser.post(address, form | typed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "1000 km away from Pune" in page[page.index('id="id_point"') :][:600]


def test_an_address_elsewhere_is_not_taken_over_beside_a_point(freelancer):
    make_profile(freelancer)
    update_profile(user=freelancer, changes={"point": Point.nearest(9.99, 76.28)})
    take_over_place(Address(user=freelancer, city="Pune", country="IN"))
    assert Profile.objects.get(pk=freelancer.pk).city == ""
    take_over_place(Address(user=freelancer, city="Kochi", country="IN"))
    assert Profile.objects.get(pk=freelancer.pk).city == "Kochi"
