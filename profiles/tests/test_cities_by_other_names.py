"""Whoever is in a city is found by each of its names, by filter, page and project alike."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from accounts.services.account import save_address
from profiles.models import Profile, SearchEntry
from profiles.search.gazetteer import geonames_id
from profiles.search.mirror import differing
from profiles.search.tags import geonames_tag
from profiles.services.profile import make_profile, update_profile
from profiles.tests.factories import make_freelancer

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db


def found(api: Client, **parameters: str) -> set[str]:
    answer = api.get("profiles", parameters)
    assert answer.status_code == 200, answer.content
    assert answer.json()["count"] == len(answer.json()["results"])
    return {one["username"] for one in answer.json()["results"]}


@pytest.fixture
def indians(db: None) -> None:
    for name, city in (
        ("asha", "Bangalore"),
        ("bela", "Bengaluru"),
        ("chitra", "ಬೆಂಗಳೂರು"),
        ("dev", "bengaluru, karnataka"),
        ("esha", "Pune"),
        ("farid", "Ooru"),
    ):
        make_freelancer(name, city=city, country="IN")


@pytest.mark.parametrize("city", ["Bangalore", "BENGALURU", "Bengaluru, India", "Bangalore City"])
def test_a_city_is_filtered_by_any_of_its_names(api: Client, indians: None, city: str) -> None:
    assert found(api, city=city) == {"asha", "bela", "chitra", "dev"}
    assert found(api, city=city, country="IN") == {"asha", "bela", "chitra", "dev"}
    assert found(api, city=city, country="DE") == set()


def test_a_text_and_a_city_are_asked_together(api: Client, indians: None) -> None:
    make_freelancer("gita", headline="Looms", city="Bangalore", country="IN")
    assert found(api, q="looms", city="Bengaluru") == {"gita"}
    assert found(api, q="looms", city="Pune") == set()


def test_a_place_that_nobody_knows_is_found_as_it_is_written(api: Client, indians: None) -> None:
    assert found(api, city="OORU") == {"farid"}
    assert found(api, city="Nowhere") == set()
    assert found(api, city="—") == set()
    make_freelancer("gita", city="🏝", country="IN")
    assert found(api, city="🏝") == {"gita"}


def test_the_country_decides_which_city_is_meant(api: Client) -> None:
    make_freelancer("asha", city="Hyderabad", country="IN")
    make_freelancer("bilal", city="Hyderabad", country="PK")
    make_freelancer("cyrus", city="हैदराबाद", country="IN")
    assert found(api, city="Hyderabad", country="PK") == {"bilal"}
    assert found(api, city="Hyderabad", country="IN") == {"asha", "cyrus"}
    # Without a country the largest is meant, and whoever writes the same is found besides.
    assert found(api, city="Hyderabad") == {"asha", "bilal", "cyrus"}
    assert found(api, city="Hyderabad, Pakistan") == {"bilal"}


def test_frankfurt_an_der_oder_is_not_frankfurt_am_main(api: Client) -> None:
    for name, city in (
        ("ada", "Frankfurt"),
        ("ben", "Frankfurt am Main"),
        ("cleo", "Frankfurt (Oder)"),
        ("dora", "Frankfurt/Oder"),
    ):
        make_freelancer(name, city=city, country="DE")
    assert found(api, city="Frankfurt", country="DE") == {"ada", "ben"}
    assert found(api, city="Frankfurt am Main") == {"ada", "ben"}
    assert found(api, city="Frankfurt (Oder)") == {"cleo", "dora"}


def test_whoever_moves_to_another_country_is_in_another_city(api: Client) -> None:
    user = make_freelancer("ada", city="London", country="GB").user
    english = Profile.objects.get(user=user).geonames_id
    update_profile(user=user, changes={"country": "CA"})
    canadian = Profile.objects.get(user=user).geonames_id
    assert canadian not in (None, english)
    tags = SearchEntry.objects.get(profile=user.pk).tags
    assert geonames_tag(canadian) in tags
    assert geonames_tag(english) not in tags
    update_profile(user=user, changes={"city": ""})
    assert Profile.objects.get(user=user).geonames_id is None


def test_the_city_of_an_address_is_known_by_its_other_names(api: Client, freelancer: User) -> None:
    make_profile(freelancer)
    save_address(user=freelancer, city="Calcutta", country="IN")
    assert found(api, city="Kolkata") == {freelancer.username}


def test_a_card_shows_the_city_as_its_owner_writes_it(api: Client, indians: None) -> None:
    answer = api.get("profiles", {"city": "Bengaluru"})
    cities = {one["username"]: one["city"] for one in answer.json()["results"]}
    assert (cities["asha"], cities["bela"]) == ("Bangalore", "Bengaluru")


def test_a_rebuild_learns_the_names_of_a_new_release(api: Client, indians: None) -> None:
    Profile.objects.filter(city="Bangalore").update(geonames_id=None, city_key="before")
    Profile.objects.filter(city="Ooru").update(geonames_id=1)
    call_command("rebuild_search", verbosity=0, stdout=StringIO())
    assert not differing()
    assert found(api, city="Bengaluru") == {"asha", "bela", "chitra", "dev"}
    assert Profile.objects.get(city="Ooru").geonames_id is None


def test_the_demo_people_have_known_cities(db: None) -> None:
    assert geonames_id("Ciudad de México", "MX") == geonames_id("Mexico City", "MX")
    assert geonames_id("Montréal", "CA") == geonames_id("Montreal", "CA")
