"""Who is found by words, filters, orderings and in spite of typos; and what is no search."""

from __future__ import annotations

import time
from decimal import Decimal
from urllib.parse import quote

import pytest

from accounts.models import User
from foundation.cursors import LIFETIME
from profiles.models import Evidence
from profiles.services.profile import update_profile
from profiles.services.standing import raise_evidence
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["username"] for one in answer.json()["results"]]


@pytest.fixture(scope="module")
def four(made_once):
    """Four freelancers who have little in common."""
    trades = make_skill("Building trades")
    plumbing = make_skill("Plumbing", "plumber", parent=trades)
    make_skill("Kubernetes", "k8s")
    make_skill("Django", "drf")
    asha = make_freelancer(
        "asha",
        skills=("Plumbing",),
        headline="Bathrooms and pipes",
        bio="Leaking taps are my daily bread.",
        city="Pune",
        country="IN",
        hourly_rate=Decimal(450),
        currency="INR",
        experience_level="senior",
        availability="available",
        ratings=(5, 5, 4, 5),
    )
    raise_evidence(user=asha.user, skill_ids=[plumbing.pk], to=Evidence.CONFIRMED)
    make_freelancer(
        "bela",
        skills=("Kubernetes", "Django"),
        headline="Clusters that stay up",
        bio="I once mended a leaking tap.",
        city="München",
        country="DE",
        hourly_rate=Decimal(90),
        currency="EUR",
        experience_level="mid",
        availability="part_time",
        ratings=(4, 4, 4),
    )
    make_freelancer(
        "carl",
        skills=("Django",),
        headline="Web sites",
        city="Berlin",
        country="DE",
        hourly_rate=Decimal(60),
        currency="EUR",
        experience_level="junior",
        availability="unavailable",
        ratings=(1, 5),
    )
    make_freelancer("dora", bio="New here.", country="IN")


@pytest.fixture
def people(four, db):
    """They are there, as they were made."""


WHO_IS_FOUND = [
    ({}, {"asha", "bela", "carl", "dora"}),
    ({"q": "pipes"}, {"asha"}),
    ({"q": "leaks tap"}, {"asha", "bela"}),
    ({"q": "plumber"}, {"asha"}),
    ({"q": "clusters OR bathrooms"}, {"asha", "bela"}),
    ({"q": "django -clusters"}, {"carl"}),
    ({"q": "-django"}, {"asha", "dora"}),
    ({"q": "carl"}, {"carl"}),
    ({"skill": "k8s"}, {"bela"}),
    ({"skill": ["drf", "kubernetes"]}, {"bela"}),
    ({"skill": ["django", "drf"]}, {"bela", "carl"}),
    ({"skill": "building-trades"}, {"asha"}),
    ({"country": "de"}, {"bela", "carl"}),
    ({"city": "munchen"}, {"bela"}),
    ({"city": "MÜNCHEN "}, {"bela"}),
    ({"city": "Muenchen"}, {"bela"}),
    ({"q": "leaking", "city": "muenchen"}, {"bela"}),
    ({"level": ["senior", "mid"]}, {"asha", "bela"}),
    ({"level": ["senior", "mid"], "country": "IN"}, {"asha"}),
    ({"availability": "unavailable", "country": "DE"}, {"carl"}),
    ({"level": "mid", "availability": "part_time", "country": "DE"}, {"bela"}),
    ({"level": "mid", "availability": "available", "country": "DE"}, set()),
    ({"level": ["mid", "junior", "senior"], "country": "DE"}, {"bela", "carl"}),
    ({"availability": "part_time"}, {"bela"}),
    ({"currency": "eur"}, {"bela", "carl"}),
    ({"rate_min": 60, "rate_max": 90, "currency": "EUR"}, {"bela", "carl"}),
    ({"rate_min": "60.01", "currency": "EUR"}, {"bela"}),
    ({"rate_max": "89.99", "currency": "EUR"}, {"carl"}),
    ({"rating_min": 4}, {"asha", "bela"}),
    ({"rating_min": "4.01"}, {"asha"}),
    ({"rating_min": 1}, {"asha", "bela"}),
    (
        {"q": "tap", "skill": "django", "rate_max": 100, "currency": "EUR", "rating_min": 4},
        {"bela"},
    ),
    ({"q": "nothing-at-all-like-this"}, set()),
]


BY_FEW_FILTERS = [
    (query, who) for query, who in WHO_IS_FOUND if "q" not in query and len(query) < 3
]


@pytest.mark.parametrize(("query", "expected"), WHO_IS_FOUND)
def test_who_is_found(api, people, query, expected):
    answer = api.get("profiles", query)
    assert set(names(answer)) == expected
    assert (answer.json()["count"], answer.json()["count_is_exact"]) == (len(expected), True)


@pytest.mark.parametrize(("query", "expected"), BY_FEW_FILTERS)
def test_without_an_index_the_same_are_found(api, people, indexer_on_disk, query, expected):
    answer = api.get("profiles", query)
    assert set(names(answer)) == expected
    assert (answer.json()["count"], answer.json()["count_is_exact"]) == (len(expected), True)


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("-rating", ["asha", "bela", "carl", "dora"]),
        ("rate", ["carl", "bela"]),
        ("-rate", ["bela", "carl"]),
        ("-joined", ["dora", "carl", "bela", "asha"]),
    ],
)
def test_orderings(api, people, ordering, expected):
    is_by_rate = ordering.removeprefix("-") == "rate"
    asked = {"ordering": ordering} | ({"currency": "EUR"} if is_by_rate else {})
    assert names(api.get("profiles", asked)) == expected
    found = names(api.get("profiles", asked | {"q": "django"}))
    assert found == [name for name in expected if name in {"bela", "carl"}]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("djagno", "django"), ("kuberntes cluster", "kubernetes cluster"), ("Plumbig", "plumbing")],
)
def test_typos_are_forgiven_and_said(api, people, typed, meant):
    answer = api.get("profiles", {"q": typed})
    assert names(answer)
    query = {"text": typed, "showing_results_for": meant, "required": meant.split()}
    query["exchange_rates"] = None
    assert answer.json()["query"] == query | {"near": None}


def test_the_pages_of_a_corrected_search_lead_on(api, people):
    first = api.get("profiles", {"q": "djagno", "page_size": 1}).json()
    second = api.get(first["next"].removeprefix("http://testserver")).json()
    found = [one["username"] for one in first["results"] + second["results"]]
    assert sorted(found) == ["bela", "carl"]
    assert second["next"] is None


def test_a_known_word_is_not_corrected(api, people):
    answer = api.get("profiles", {"q": "jango"}).json()
    assert answer["query"]["showing_results_for"] == "django"
    answer = api.get("profiles", {"q": "tap"}).json()
    assert answer["query"]["showing_results_for"] is None


def test_facets_count_the_matches(api, people):
    facets = api.get("profiles", {"skill": "django", "facets": "true"}).json()["facets"]
    assert facets["skill"][0] == {"value": "django", "name": "Django", "count": 2}
    assert facets["country"] == [{"value": "DE", "count": 2}]
    assert facets["currency"] == [{"value": "EUR", "count": 2}]
    assert {one["value"] for one in facets["level"]} == {"mid", "junior"}
    assert {one["value"] for one in facets["availability"]} == {"part_time", "unavailable"}
    assert "facets" not in api.get("profiles").json()


def test_a_card_shows_what_a_list_needs(api, people):
    card = api.get("profiles", {"q": "pipes"}).json()["results"][0]
    assert card["skills"] == [
        {"slug": "plumbing", "name": "Plumbing", "level": "", "evidence": "confirmed"}
    ]
    assert card["reputation"] == {"count": 4, "mean": 4.75}
    assert (card["hourly_rate"], card["currency"], card["city"]) == ("450.00", "INR", "Pune")
    assert card["summary"] == "Leaking taps are my daily bread."


@pytest.mark.parametrize(
    ("query", "attr", "code"),
    [
        ({"q": "x" * 10_000}, "q", "max_length"),
        ({"q": "a\0b"}, "q", "control_characters"),
        ({"skill": "no-such-skill"}, "skill", "unknown_skill"),
        ({"skill": ["x"] * 501}, "skill", "max_length"),
        ({"rate_min": -1}, "rate_min", "min_value"),
        ({"rate_max": "1e99"}, "rate_max", "max_digits"),
        ({"rate_max": "NaN"}, "rate_max", "invalid"),
        ({"rate_min": 10, "rate_max": 9}, "rate_min", "inverted_range"),
        ({"rate_min": 10}, "currency", "required"),
        ({"ordering": "rate"}, "currency", "required"),
        ({"ordering": "-rate", "amounts_in": "EUR"}, "currency", "required"),
        ({"rate_max": "9.5", "currency": "JPY"}, "rate_max", "too_many_decimals"),
        ({"rate_max": 9, "amounts_in": "EUR"}, "amounts_in", "no_exchange_rates"),
        ({"country": "XX"}, "country", "unknown_code"),
        ({"country": "Germany"}, "country", "unknown_code"),
        ({"currency": "ABC"}, "currency", "unknown_code"),
        ({"level": "guru"}, "level", "invalid_choice"),
        ({"availability": "now"}, "availability", "invalid_choice"),
        ({"rating_min": 6}, "rating_min", "max_value"),
        ({"rating_min": 0}, "rating_min", "min_value"),
        ({"ordering": "password"}, "ordering", "invalid_choice"),
        ({"ordering": "-id; DROP TABLE"}, "ordering", "invalid_choice"),
        ({"facets": "perhaps"}, "facets", "invalid"),
        ({"page_size": 0}, "page_size", "invalid_page_size"),
        ({"page_size": 101}, "page_size", "invalid_page_size"),
        ({"cursor": "nonsense"}, "cursor", "invalid_cursor"),
    ],
)
def test_bad_parameters_are_refused_by_name(api, people, query, attr, code):
    answer = api.get("profiles", query)
    assert answer.status_code == 422, answer.content
    errors = answer.json()["errors"]
    assert (attr, code) in {(one["attr"].split(".")[0], one["code"]) for one in errors}


@pytest.mark.parametrize(
    "text",
    [
        "the and of",
        "'",
        "''; DROP TABLE accounts_user; --",
        '"',
        '"unclosed',
        "& | ! ( ) <-> :* \\",
        "a & !b | (c",
        "-",
        "- - -",
        "-a -b",
        "or or or",
        "%s %(x)s {0} {}",
        "💡🔧",
        "काम",
        "x" * 200,
        " ".join("ab" for _ in range(60)),
        "http://example.com/?a=<b>",
        "<-> <2>",
    ],
)
def test_no_text_is_an_error(api, people, text):
    assert api.get("profiles", {"q": text}).status_code == 200
    assert (
        api.get("profiles", {"q": text, "currency": "EUR", "ordering": "rate"}).status_code == 200
    )


def test_a_cursor_is_good_for_its_own_search_only(api, people):
    link = api.get("profiles", {"page_size": 1, "q": "django"}).json()["next"]
    cursor = link.rpartition("cursor=")[2]
    foreign = (
        f"profiles?q=plumber&cursor={cursor}",
        f"profiles?cursor={cursor}",
        f"profiles?q=django&ordering=-joined&cursor={cursor}",
        f"profiles?q=django&cursor={quote('x' + cursor)}",
        f"profiles?q=django&cursor={cursor[:-3]}",
        f"skills?cursor={cursor}",
    )
    for path in foreign:
        answer = api.get(path)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "invalid_cursor")
    assert api.get(f"profiles?q=django&cursor={cursor}").status_code == 200


def test_an_expired_cursor_is_refused(api, people, monkeypatch):
    link = api.get("profiles", {"page_size": 1}).json()["next"].removeprefix("http://testserver")
    assert api.get(link).status_code == 200
    later = time.time() + LIFETIME.total_seconds() + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert api.get(link).json()["errors"][0]["code"] == "invalid_cursor"


def test_only_the_first_page_counts(api, people):
    first = api.get("profiles", {"page_size": 2}).json()
    second = api.get(first["next"].removeprefix("http://testserver")).json()
    assert (first["count"], second["count"], second["count_is_exact"]) == (4, None, None)


def test_a_hidden_profile_leaves_the_list_at_once(api, people):
    assert "dora" in names(api.get("profiles"))
    update_profile(user=User.objects.get(username="dora"), changes={"visibility": "hidden"})
    assert "dora" not in names(api.get("profiles"))
