"""What the doctor says of where log-ins come from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Session
from accounts.tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(diagnose):
    """What is said of visitors."""

    def ask() -> list[str]:
        return [what for what, one in diagnose().items() if one["area"] == "visitors"]

    return ask


def log_ins(*places: str | None, people: int = 10) -> None:
    """Thirty log-ins, in turns from these places."""
    users = UserFactory.create_batch(people)
    for number in range(30):
        place = places[number % len(places)]
        SessionFactory(user=users[number % people], ip_address=place)


def test_addresses_that_are_unknown_are_told(said):
    log_ins(None, None, "203.0.113.7")
    assert said() == ["Of 30 recent log-ins, 20 came from nowhere."]


@pytest.mark.parametrize("place", ["10.0.0.2", "127.0.0.1", "172.18.0.3", "fd00::3"])
def test_a_proxy_that_stands_for_all_visitors_is_told(said, place):
    log_ins(place)
    assert said() == ["All of 30 recent log-ins came from one private address."]


@pytest.mark.parametrize(
    "places", [("203.0.113.7", "198.51.100.4", None), ("10.0.0.2", "10.0.0.3"), ("8.8.8.8",)]
)
def test_visitors_of_several_places_or_of_a_public_one_are_well(said, places):
    log_ins(*places)
    assert said() == []


def test_a_few_people_may_be_in_one_place(said):
    log_ins("127.0.0.1", people=2)
    assert said() == []


def test_what_was_long_ago_is_no_longer_told(said):
    log_ins(None)
    Session.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert said() == []
