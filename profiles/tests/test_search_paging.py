"""Pages of a search cover every match once, in both directions and every order, by the index and,
while there is none, by the database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import orjson
import pytest
from django.db import connection, transaction
from django.test import override_settings
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import User
from profiles.models import SearchEntry
from profiles.search.by_words import RANKED
from profiles.search.index import profile_index
from profiles.search.lists import COUNTED, ORDERINGS
from profiles.search.pages import search
from profiles.search.query import Criteria
from profiles.search.source import ProfileSource
from profiles.services.profile import update_profile
from profiles.tests.factories import seed_people
from search.indexer import Indexer
from search.serving import place_of

pytestmark = pytest.mark.django_db

PEOPLE = 1_300  # more than are ranked, and than are counted
WAYS = ("by the index", "by the database")


@pytest.fixture(scope="module")
def folder(django_db_setup, django_db_blocker, tmp_path_factory):
    """Where the index of the people is, who are made once: each test is a savepoint within the
    module's transaction.
    """
    folder = str(tmp_path_factory.mktemp("search"))
    with django_db_blocker.unblock(), transaction.atomic():
        seed_people(PEOPLE)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # nobody else sees them: no statistics come by themselves
        with override_settings(SEARCH_FOLDER=folder, SEARCH_INDEXER="command"):
            source = ProfileSource()
            Indexer(source, place_of(source)).step()
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def list_by(folder, db, settings):
    """Have people listed in one of the ways from now on."""

    def choose(way: str) -> None:
        settings.SEARCH_INDEXER = "command"
        settings.SEARCH_FOLDER = folder if way == WAYS[0] else f"{folder}/nothing"
        profile_index.forget()

    return choose


@pytest.fixture(params=WAYS)
def people(request, list_by):
    list_by(request.param)


@pytest.fixture
def indexed(list_by):
    list_by(WAYS[0])


def page(link: str, criteria: Criteria, *, with_facets: bool = False) -> dict:
    request = Request(APIRequestFactory().get(link))
    return search(request, criteria, viewer=None, with_facets=with_facets)


def usernames(result: dict) -> list[str]:
    """The names on a page, as a client reads them."""
    return [one["username"] for one in orjson.loads(orjson.dumps(result["results"]))]


def walked(criteria: Criteria, size: int) -> tuple[list[str], list[str]]:
    """All names forwards, and all backwards from the end."""
    forwards, backwards = [], []
    data = page(f"/profiles?page_size={size}", criteria)
    while True:
        forwards += usernames(data)
        if data["next"] is None:
            break
        data = page(data["next"], criteria)
    while True:
        backwards = usernames(data) + backwards
        if data["previous"] is None:
            return forwards, backwards
        data = page(data["previous"], criteria)


def listed(ordering: str, **conditions: object) -> list[str]:
    """The usernames of those who meet the conditions, in the order, equals by their ids."""
    order = ORDERINGS[ordering]
    column = "joined_at" if order.number == "joined" else order.number
    rows = SearchEntry.objects.filter(**conditions).values_list(
        column, "pk", "profile__user__username"
    )
    rows = [row for row in rows if row[0] or column != "rate"]
    return [name for *_key, name in sorted(rows, reverse=order.is_descending)]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_cover_every_match_once_both_ways_in_order(people, ordering):
    """Many of whom are equal: ratings are few, and rates are round."""
    expected = listed(ordering)
    forwards, backwards = walked(Criteria(ordering=ordering), 97)
    assert forwards == backwards == expected


def test_without_words_relevance_is_quality(people):
    assert walked(Criteria(ordering="relevance"), 100)[0] == listed("quality")


FILTERS = (
    (Criteria(country="IN"), {"profile__country": "IN"}),
    (Criteria(skill=("webaaa",)), {"profile__skills__skill__name": "Webaaa"}),
    (
        Criteria(country="IN", level=("mid", "senior")),
        {
            "profile__country": "IN",
            "profile__details__experience_level__in": ("mid", "senior"),
        },
    ),
    (
        Criteria(rate_min=Decimal(20), rate_max=Decimal(60), rating_min=Decimal("4.1")),
        {"profile__details__hourly_rate__range": (20, 60), "mean_rating__gte": 410},
    ),
    (
        Criteria(availability=("available",), currency="EUR"),
        {"profile__details__availability": "available", "profile__details__currency": "EUR"},
    ),
)


@pytest.mark.parametrize(("criteria", "conditions"), FILTERS)
def test_filters_hold_on_every_page(people, criteria, conditions):
    for ordering in ("-rating", "-joined"):
        expected = listed(ordering, **conditions)
        assert len(expected) > 20
        asked = replace(criteria, ordering=ordering)
        forwards, backwards = walked(asked, 7)
        assert forwards == backwards == expected
        first = page("/profiles", asked)
        assert (first["count"], first["count_is_exact"]) == (len(expected), True)


def test_a_list_goes_on_when_the_index_comes_or_goes(list_by):
    criteria = Criteria(ordering="rate")
    list_by(WAYS[0])
    data, found, number = page("/profiles?page_size=97", criteria), [], 0
    while True:
        found += usernames(data)
        if data["next"] is None:
            break
        number += 1
        list_by(WAYS[number % 2])
        data = page(data["next"], criteria)
    assert found == listed("rate")


def test_who_was_hidden_since_is_passed_over_and_the_page_is_full(people):
    criteria = Criteria(ordering="-rating")
    expected = listed("-rating")
    first = page("/profiles?page_size=20", criteria)
    gone = expected[5:12] + expected[25:70] + expected[-30:]
    for name in gone:
        user = User.objects.get(username=name)
        update_profile(user=user, changes={"visibility": "hidden"})
    left = [name for name in expected if name not in gone]
    assert usernames(page("/profiles?page_size=20", criteria)) == left[:20]
    assert usernames(page(first["next"], criteria)) == left[13:33]
    assert walked(criteria, 100) == (left, left)


FACETS = {
    "country": "profile__country",
    "level": "profile__details__experience_level",
    "currency": "profile__details__currency",
}


@pytest.mark.parametrize("ordering", ["quality", "rate"])
def test_facets_count_the_best_thousand_of_those_listed(people, ordering):
    best = SearchEntry.objects.filter(profile__user__username__in=listed(ordering)[:COUNTED])
    data = page("/profiles", Criteria(ordering=ordering), with_facets=True)
    assert (data["count"], data["count_is_exact"]) == (COUNTED, False)
    for name, field in FACETS.items():
        values = Counter(best.values_list(field, flat=True))
        counted = {one["value"]: one["count"] for one in data["facets"][name]}
        assert counted
        assert counted == {value: values[value] for value in counted}


# --- Of a text, which only the index finds --------------------------------------------------------


def having(*forms: str) -> set[str]:
    """The usernames of those who have a word in any of these forms."""
    names = dict(SearchEntry.objects.values_list("pk", "profile__user__username"))
    return {
        names[entry.id]
        for entry in ProfileSource().entries([*names])
        for words in entry.texts.values()
        if any(set(forms) & set(word.forms) for word in words)
    }


def test_pages_of_a_text_cover_every_good_match_once_both_ways_in_every_order(indexed):
    """Many of whom are equal: ratings are few, and rates are round."""
    good = having("clients", "client")
    assert len(good) > 100
    for ordering in ORDERINGS:
        expected = [name for name in listed(ordering) if name in good]
        criteria = Criteria(q="clients", ordering=ordering)
        forwards, backwards = walked(criteria, 83)
        assert forwards == backwards == expected
        assert page("/profiles", criteria)["count"] == min(len(expected), COUNTED)


def test_by_relevance_the_best_five_hundred_are_each_listed_once_both_ways(indexed):
    text = "clients work project team years"
    forwards, backwards = walked(Criteria(q=text), 97)
    assert forwards == backwards
    assert len(set(forwards)) == len(forwards) == RANKED


def test_filters_hold_for_a_text_in_every_order(indexed):
    good = having("clients", "client")
    people = SearchEntry.objects.filter(profile__country="IN", mean_rating__gte=400)
    wanted = good & set(people.values_list("profile__user__username", flat=True))
    assert wanted
    for ordering in ("quality", "-rating", "-joined"):
        criteria = Criteria(q="clients", country="IN", rating_min=Decimal(4), ordering=ordering)
        assert set(walked(criteria, 5)[0]) == wanted
        assert page("/profiles", criteria)["count"] == len(wanted)
