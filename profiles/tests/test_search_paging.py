"""Pages of a search cover every match once, in both directions and every order."""

from __future__ import annotations

import orjson
import pytest
from django.db import transaction
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from profiles.models import SearchEntry
from profiles.search.ladder import ORDERINGS, STEP_SIZES, statistics, steps
from profiles.search.pages import search
from profiles.search.query import Criteria
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
def people(seeded, db, settings, tmp_path):
    """They are listed from PostgreSQL, as while there is no index yet."""
    settings.SEARCH_INDEXER, settings.SEARCH_FOLDER = "command", str(tmp_path)
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
