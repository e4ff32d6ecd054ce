"""The fifth who asks, several times at the same moment: real threads and connections."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from accounts.tests.factories import UserFactory
from profiles.errors import SearchDecided
from profiles.models import Occupation, PopularSearch, SearchMark, SearchPeriod, Skill
from profiles.popular_searches import noting
from profiles.popular_searches.counting import count_searches
from profiles.popular_searches.noting import Asked, Collector
from profiles.popular_searches.periods import forget_account
from profiles.services.popular_searches import (
    dismiss_search,
    propose_as_occupation,
    propose_as_skill,
)
from profiles.tests.test_races import at_once
from search.tests.things import eventually

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TEXT = "lantern lighter"


@pytest.fixture(autouse=True)
def learning(settings):
    settings.LEARN_FROM_SEARCHES = True


def strangers(*numbers: int, text: str = TEXT) -> list[Asked]:
    return [Asked(text, 0, None, f"10.0.{number}.0/24") for number in numbers]


def raised(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception)]


@pytest.mark.parametrize("turn", range(3))
def test_two_fifths_at_once_have_it_kept_once(turn):
    count_searches(strangers(1, 2, 3, 4))
    fifths = [strangers(number) for number in (5, 6, 7)]
    results = at_once(*(lambda one=one: count_searches(one) for one in fifths))
    assert not raised(results)
    search = PopularSearch.objects.get()
    assert (search.asked, search.askers) == (7, 7)


def test_one_who_asks_many_times_at_once_is_one():
    results = at_once(*[lambda: count_searches(strangers(1))] * 6)
    assert not raised(results)
    assert SearchMark.objects.count() == SearchPeriod.objects.get().marks == 1
    assert not PopularSearch.objects.exists()


@pytest.mark.parametrize("turn", range(3))
def test_the_first_who_ask_begin_one_period(turn):
    results = at_once(*(lambda n=number: count_searches(strangers(n)) for number in range(4)))
    assert not raised(results)
    assert SearchPeriod.objects.count() == 1
    assert SearchMark.objects.count() == 4


@pytest.mark.parametrize("turn", range(3))
def test_a_period_that_ends_at_this_moment_ends_once(turn):
    count_searches(strangers(*range(10, 14)))
    SearchPeriod.objects.update(marks=10**6)
    results = at_once(*(lambda n=number: count_searches(strangers(n)) for number in range(4)))
    assert not raised(results)
    assert SearchMark.objects.count() == SearchPeriod.objects.get().marks == 4


@pytest.mark.parametrize("turn", range(4))
def test_who_is_erased_while_they_are_counted_leaves_nothing(turn):
    user = UserFactory()
    asked = [Asked(f"{TEXT} {word}", 0, user.pk, "") for word in "abcd"]
    count_searches(strangers(1))

    def erase() -> None:
        with transaction.atomic():
            forget_account(user)
            type(user).objects.filter(pk=user.pk).update(erased_at=user.created_at)

    results = at_once(lambda: count_searches(asked), erase)
    assert not raised(results)
    assert SearchMark.objects.count() == 1


def test_searches_that_are_noted_at_once_are_all_counted():
    collector = Collector(start=lambda work: None)
    add = [lambda n=number: [collector.add(one) for one in strangers(n)] for number in range(8)]
    at_once(*add, *[collector.count] * 3)
    collector.count()
    assert SearchMark.objects.count() == 8


def test_a_process_counts_by_itself_on_a_thread_that_leaves_no_connection(monkeypatch):
    monkeypatch.setattr(noting, "COUNTED_AFTER", 0.01)
    before = connections()
    collector = Collector()
    for one in strangers(1, 2, 3, 4, 5):
        collector.add(one)
    while started := [one for one in threading.enumerate() if one.name == "popular-searches"]:
        started[0].join()
    assert PopularSearch.objects.get().text == TEXT
    eventually(lambda: connections() <= before)  # a backend ends a moment after its connection


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_two_of_staff_who_decide_at_once_decide_once(admin_user):
    search = PopularSearch.objects.create(text=TEXT, asked=5, askers=5)
    results = at_once(
        lambda: propose_as_occupation(search=search),
        lambda: propose_as_skill(search=search, by=admin_user),
        lambda: dismiss_search(search=search),
    )
    assert [type(one) for one in raised(results)] == [SearchDecided, SearchDecided]
    search.refresh_from_db()
    proposed = Occupation.objects.count() + Skill.objects.count()
    assert proposed == (search.state == "proposed")
