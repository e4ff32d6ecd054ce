"""What a search looks through, counts and costs."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from profiles.models import Experience, PortfolioItem
from profiles.tests.factories import add_item, make_freelancer, seed_people
from profiles.tests.test_who_is_found import names

pytestmark = pytest.mark.django_db


def test_a_headline_counts_more_than_a_bio_and_a_phrase_has_to_stand_there(api):
    make_freelancer("bio", bio="Some solar panel work, long ago.")
    make_freelancer("head", headline="Solar panel cleaning")
    make_freelancer("apart", headline="Panel of solar experts")
    assert names(api.get("profiles", {"q": "solar panel"}))[-1] == "bio"
    assert names(api.get("profiles", {"q": '"solar panel"'}))[0] == "head"
    assert set(names(api.get("profiles", {"q": '"solar panel"'}))) == {"head", "bio"}


def test_titles_of_work_are_searched(api, freelancer):
    make_freelancer(user=freelancer)
    add_item(user=freelancer, model=Experience, fields={"title": "Lighthouse keeper"})
    add_item(user=freelancer, model=PortfolioItem, fields={"title": "Windmill repair"})
    assert names(api.get("profiles", {"q": "lighthouse windmill"})) == ["asha"]


def test_counts_are_exact_to_a_thousand(api):
    seed_people(1_000)
    answer = api.get("profiles").json()
    assert (answer["count"], answer["count_is_exact"]) == (1_000, True)
    seed_people(5, first=5_000)
    for query in ({}, {"q": "-nobody"}, {"ordering": "-joined"}):
        answer = api.get("profiles", query).json()
        assert (answer["count"], answer["count_is_exact"]) == (1_000, False)


@pytest.mark.parametrize("number", [10, 50])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 1),  # cards
        ({"country": "IN"}, 1),
        ({"q": "work"}, 2),  # skills that the words name; cards
        ({"skill": "webaaa"}, 2),  # looking up the skill; cards
        ({"facets": "true"}, 3),  # cards; tags; names of skills in facets
    ],
)
def test_a_page_is_a_constant_number_of_queries(
    api, number, query, expected, django_assert_num_queries, indexer_on_disk
):
    seed_people(number)
    call_command("index_search", rebuild=True)
    api.get("profiles", query | {"page_size": 50})  # opens the index
    with django_assert_num_queries(expected):
        api.get("profiles", query | {"page_size": 50})


def test_a_page_with_a_token_is_two_queries_more(
    api_as, freelancer, django_assert_num_queries, indexer_on_disk
):
    make_freelancer(user=freelancer)
    call_command("index_search", rebuild=True)
    caller = api_as(freelancer)
    caller.get("profiles")  # opens the index
    with django_assert_num_queries(3):  # who asks; whom they blocked and by whom they were; cards
        assert names(caller.get("profiles")) == ["asha"]


def test_what_makes_sense_once_is_refused_twice(api):
    answer = api.get("profiles", {"q": ["plumber", "tiler"], "country": ["IN", "DE"]})
    assert answer.status_code == 422
    assert {(error["attr"], error["code"]) for error in answer.json()["errors"]} == {
        ("q", "repeated_parameter"),
        ("country", "repeated_parameter"),
    }
