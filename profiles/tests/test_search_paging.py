"""Pages of a search cover every match once, in both directions and every order."""

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest
from django.db import transaction
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from profiles.models import SearchEntry
from profiles.search.by_words import RANKED
from profiles.search.index import profile_index
from profiles.search.ladder import ORDERINGS, STEP_SIZES, statistics, steps
from profiles.search.lists import COUNTED
from profiles.search.pages import search
from profiles.search.query import Criteria
from profiles.search.source import ProfileSource
from profiles.tests.factories import seed_people

pytestmark = pytest.mark.django_db

PEOPLE = 1_300  # more than are ranked, and than are counted


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The people, once: each test is a savepoint within the module's transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed_people(PEOPLE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def people(seeded, db, indexer_on_disk):
    """They are listed from PostgreSQL, as while there is no index yet."""
    statistics.forget()


@pytest.fixture(params=["without steps", "with steps"])
def sizes(request, monkeypatch, people):
    """Small steps, so that a test's few people need several; and none at all."""
    monkeypatch.setattr("profiles.search.ladder.FEW", 0 if "with steps" in request.param else 9e9)
    monkeypatch.setattr("profiles.search.ladder.STEP_SIZES", (20, 60, 180))


def page(link: str, criteria: Criteria) -> dict:
    request = Request(APIRequestFactory().get(link))
    return search(request, criteria)


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


@pytest.mark.parametrize("ordering", [*ORDERINGS, "relevance"])
@pytest.mark.parametrize("text", ["", "work or with or the or i or en", "webaaa or wiringbbb"])
def test_pages_cover_every_match_once_both_ways(sizes, ordering, text):
    criteria = Criteria(q=text, ordering=ordering)
    forwards, backwards = walked(criteria, 97)
    assert forwards == backwards
    assert len(set(forwards)) == len(forwards)
    condition = {"rate__gt": 0} if ordering in {"rate", "-rate"} else {}
    listed = SearchEntry.objects.filter(**condition)
    if text:
        listed = listed.extra(
            where=["vector @@ websearch_to_tsquery('english', %s)"], params=[text]
        )
    assert set(forwards) == set(listed.values_list("profile__user__username", flat=True))


@pytest.mark.parametrize("ordering", list(ORDERINGS))
def test_pages_are_in_the_order_asked_for(sizes, ordering):
    names = walked(Criteria(q="-zzz", ordering=ordering), 100)[0]
    column = ORDERINGS[ordering].column
    values = dict(SearchEntry.objects.values_list("profile__user__username", column))
    found = [values[name] for name in names]
    assert found == sorted(found, reverse=ORDERINGS[ordering].is_descending)


def test_with_filters_too(sizes):
    criteria = Criteria(country="IN", level=("mid", "senior"), ordering="-rating")
    forwards, backwards = walked(criteria, 7)
    assert forwards == backwards
    assert len(forwards) == len(set(forwards)) > 50


def test_steps_grow_and_cover_the_buckets_in_order(people):
    statistics.refresh()
    ordering = ORDERINGS["quality"]
    assert steps(ordering) == []  # so few: all is the rest
    whole = steps(ordering, end=0)
    assert [tag for step in whole for tag in step] == [
        ordering.kind.tag(bucket) for bucket in reversed(ordering.buckets())
    ]
    assert len(STEP_SIZES) >= len(whole)


# --- Of a text, by the engine ---------------------------------------------------------------------


@pytest.fixture
def indexed(people, settings):
    """They are listed from the index."""
    settings.SEARCH_INDEXER = "at_once"
    profile_index.forget()


def having(*forms: str) -> set[str]:
    """The usernames of those who have a word in any of these forms."""
    names = dict(SearchEntry.objects.values_list("pk", "profile__user__username"))
    return {
        names[entry.id]
        for entry in ProfileSource().entries([*names])
        for words in entry.texts.values()
        if any(set(forms) & set(word.forms) for word in words)
    }


def values_of(ordering: str) -> dict[str, object]:
    column = ORDERINGS[ordering].column
    return dict(SearchEntry.objects.values_list("profile__user__username", column))


def test_pages_of_a_text_cover_every_good_match_once_both_ways_in_every_order(indexed):
    """Many of whom are equal: ratings are few, and rates are round."""
    good = having("clients", "client")
    assert len(good) > 100
    for ordering in ORDERINGS:
        values = values_of(ordering)
        listed = {name for name in good if values[name] or "rate" not in ordering}
        criteria = Criteria(q="clients", ordering=ordering)
        forwards, backwards = walked(criteria, 83)
        assert forwards == backwards
        assert len(forwards) == len(listed)
        assert set(forwards) == listed
        found = [values[name] for name in forwards]
        assert found == sorted(found, reverse=ORDERINGS[ordering].is_descending)
        assert page("/profiles", criteria)["count"] == min(len(listed), COUNTED)


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
