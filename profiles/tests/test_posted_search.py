"""Texts that fit no address are searched for by POST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser

from accounts.models import User
from accounts.tests.factories import UserFactory
from foundation.models import Change
from profiles.models import SearchCard
from profiles.tests.factories import make_freelancer, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db
LONG = "We look for somebody who lays tiles.\n" + "The hall is old and wide. " * 190


@pytest.fixture(autouse=True)
def people() -> None:
    make_skill("Tiling", "tiles")
    for number in range(5):
        make_freelancer(f"tiler{number}", headline="Tiler of halls", country="IN")
    make_freelancer("keeper", headline="Keeper of books", country="DE")


def post(api: Client, body: Any, path: str = "profiles/search", status: int = 200) -> Any:
    answer = api.post(path, body)
    assert answer.status_code == status, answer.content
    return answer.json()


def usernames(page: Any) -> list[str]:
    return [one["username"] for one in page["results"]]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "tiler"},
        {"q": "tilre"},
        {"q": "halls -tiler"},
        {"country": "DE"},
        {"q": "tiler", "skill": ["tiling"]},
        {"ordering": "-joined", "facets": True},
        {"q": "books", "level": [], "rate_min": "5.00", "currency": "INR"},
    ],
)
def test_it_answers_what_a_get_answers(api: Client, asked: dict[str, Any]) -> None:
    by_get = api.get("profiles", {name: one for name, one in asked.items() if one != []}).json()
    assert post(api, asked) == by_get


def test_what_every_advertisement_says_is_required_of_nobody(api: Client) -> None:
    text = (
        "Responsibilities: a tiler of halls. The ideal candidate must have proven experience and "
        "the ability to join us; strong references preferred. Anforderungen: gerne Erfahrung, etc."
    )
    answer = post(api, {"q": text})
    assert answer["query"]["required"] == ["tiler", "halls", "references"]
    assert usernames(answer)[0].startswith("tiler")


def test_a_text_of_5000_characters_with_line_breaks_finds_people(api: Client) -> None:
    text = (LONG + "x" * 5000)[:5000]
    assert set(usernames(post(api, {"q": text}))) >= {f"tiler{number}" for number in range(5)}
    errors = post(api, {"q": text + "x"}, status=422)["errors"]
    assert [(one["attr"], one["code"]) for one in errors] == [("q", "max_length")]


def test_the_link_of_a_long_text_stays_short(api: Client) -> None:
    page = post(api, {"q": (LONG * 2)[:5000]}, "profiles/search?page_size=2")
    assert len(page["next"]) < 300


def test_its_links_hold_no_text_and_lead_on_with_the_same_body(api: Client) -> None:
    body = {"q": "tilre", "country": "IN"}
    page = post(api, body, "profiles/search?page_size=2")
    seen = usernames(page)
    while page["next"]:
        assert "tilre" not in page["next"]
        assert "country" not in page["next"]
        before, page = page, post(api, body, page["next"].removeprefix("http://testserver"))
        assert page["query"] == before["query"]
        seen += usernames(page)
    assert sorted(seen) == [f"tiler{number}" for number in range(5)]
    back = post(api, body, page["previous"].removeprefix("http://testserver"))
    assert usernames(back) == seen[2:4]


def test_a_cursor_and_the_size_of_a_page_may_come_in_the_body(api: Client) -> None:
    body: dict[str, Any] = {"q": "tiler", "page_size": 2}
    seen, page = [], post(api, body)
    while page["next"]:
        seen += usernames(page)
        (cursor,) = parse_qs(urlsplit(page["next"]).query)["cursor"]
        page = post(api, body | {"cursor": cursor})
    assert sorted(seen + usernames(page)) == [f"tiler{number}" for number in range(5)]


def test_of_a_body_that_says_a_page_the_address_of_the_next_one_counts(api: Client) -> None:
    body: dict[str, Any] = {"q": "tiler", "page_size": 2}
    first = post(api, body)
    second = post(api, body, first["next"].removeprefix("http://testserver"))
    (cursor,) = parse_qs(urlsplit(first["next"]).query)["cursor"]
    third = post(api, body | {"cursor": cursor}, second["next"].removeprefix("http://testserver"))
    assert [len(usernames(page)) for page in (first, second, third)] == [2, 2, 1]
    assert len({*usernames(first), *usernames(second), *usernames(third)}) == 5


def test_a_cursor_is_good_for_its_own_body_only(api: Client) -> None:
    link = post(api, {"q": "tiler"}, "profiles/search?page_size=2")["next"]
    path = link.removeprefix("http://testserver")
    others: list[dict[str, Any]] = [
        {},
        {"q": "keeper"},
        {"q": "tiler", "country": "IN"},
        {"q": "tiler", "ordering": "-rating"},
    ]
    for other in others:
        assert post(api, other, path, 422)["errors"][0]["code"] == "invalid_cursor"
    cursor = path.rpartition("cursor=")[2]
    assert api.get(f"profiles?q=tiler&page_size=2&cursor={cursor}").status_code == 422
    assert post(api, {"q": "tiler", "facets": True}, path)["results"]


@pytest.mark.parametrize(
    ("body", "attr", "code"),
    [
        ({"words": "tiler"}, "words", "unknown_parameter"),
        ({"q": 5}, "q", "invalid"),
        ({"q": None}, "q", "null"),
        ({"q": "a\u0000"}, "q", "control_characters"),
        ({"skill": "tiling"}, "skill", "not_a_list"),
        ({"skill": ["no such skill"]}, "skill", "unknown_skill"),
        ({"level": ["wizard"]}, "level", "invalid_choice"),
        ({"rate_min": 9, "rate_max": 1}, "rate_min", "inverted_range"),
        ({"ordering": "luck"}, "ordering", "invalid_choice"),
        ({"cursor": "x"}, "cursor", "invalid_cursor"),
        ({"cursor": 3}, "cursor", "invalid"),
        ({"page_size": 0}, "page_size", "min_value"),
        ({"page_size": 101}, "page_size", "max_value"),
        ({"page_size": "3"}, "page_size", "invalid"),
        ({"page_size": True}, "page_size", "invalid"),
        ([], "non_field_errors", "invalid"),
        ("tiler", "non_field_errors", "invalid"),
    ],
)
def test_what_is_wrong_is_told(api: Client, body: Any, attr: str | None, code: str) -> None:
    errors = post(api, body, status=422)["errors"]
    assert (errors[0]["attr"], errors[0]["code"]) == (attr, code)


@pytest.mark.parametrize("query", ["q=tiler", "page_size=0", "cursor=nonsense", "page_size=1&x=2"])
def test_its_query_takes_a_cursor_and_a_page_size_only(api: Client, query: str) -> None:
    post(api, {}, f"profiles/search?{query}", 422)


def test_it_writes_nothing_however_often_it_is_sent(api: Client) -> None:
    def stored() -> list[int]:
        return [model.objects.count() for model in (Change, SearchCard, User)]

    before, first = stored(), post(api, {"q": "tiler"})
    assert post(api, {"q": "tiler"}) == first
    assert stored() == before


def test_no_csrf_token_is_asked_of_strangers_and_of_tokens(api_as: Any) -> None:
    stranger = Browser(enforce_csrf_checks=True)
    path = "/api/v1/profiles/search"
    answer = stranger.post(path, {"q": "tiler"}, content_type="application/json")
    assert answer.status_code == 200
    assert api_as(UserFactory()).post("profiles/search", {"q": "tiler"}).status_code == 200


def test_nobody_can_be_called_search(api: Client) -> None:
    """The address of such a profile would be that of the search."""
    assert api.get("profiles/search").status_code == 405
