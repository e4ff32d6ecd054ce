"""Long texts are searched for by a body, and on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from profiles.tests.factories import make_occupation, make_skill
from projects.tests.factories import make_project
from projects.tests.test_search import answer, titles

pytestmark = pytest.mark.django_db

SEARCH = "projects/search"
LONG = "\n\n".join(
    [
        "I repair watermills and what drives them: wheels, shafts, gears, sluices.",
        *(f"In the year {1900 + number} my family did so as well." for number in range(75)),
    ]
)


@pytest.fixture
def mills(client_user):
    now = timezone.now()
    for number in range(7):
        make_project(
            client=client_user,
            title=f"Mill {number}",
            description="Its wheel has to turn again.",
            opened_at=now - timedelta(days=number),
        )


def posted(caller, body: dict, link: str = SEARCH) -> dict:
    told = caller.post(link.removeprefix("http://testserver"), body)
    assert told.status_code == 200, told.content
    return told.json()


def named(page: dict) -> list[str]:
    return [one["title"] for one in page["results"]]


def test_a_long_text_of_several_paragraphs_finds_what_it_is_about(worker, client_user, mills):
    assert 2000 < len(LONG) < 5000
    make_project(client=client_user, title="A watermill", description="Sluice and shaft broke.")
    found = posted(worker, {"q": LONG})
    assert named(found)[0] == "A watermill"
    assert len(found["results"]) == 8
    assert found["query"] == {
        "text": LONG,
        "showing_results_for": None,
        "exchange_rates": None,
        "near": None,
    }


def test_a_text_that_is_too_long_is_refused(worker):
    told = worker.post(SEARCH, {"q": "a" * 5001})
    assert (told.status_code, told.json()["errors"][0]["attr"]) == (422, "q")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": ""},
        {"q": "mill wheel"},
        {"q": "mill", "ordering": "-opened"},
        {"q": "mill", "country": "DE", "budget_min": "10.00", "currency": "EUR"},
        {"skill": ["painting"]},
    ],
)
def test_the_answer_is_that_of_the_list(worker, mills, parameters):
    make_skill("Painting")
    listed = answer(worker, **parameters, page_size=3)
    found = posted(worker, parameters | {"page_size": 3})
    assert found | {"next": None} == listed | {"next": None}
    assert bool(found["next"]) == bool(listed["next"])


@pytest.mark.parametrize("body", [{"q": "mill"}, {"q": "mill", "ordering": "-opened"}, {}])
def test_the_same_body_is_posted_to_the_next_page_and_back(worker, mills, body):
    first = posted(worker, body | {"page_size": 3})
    assert first["next"].startswith("http://testserver/api/v1/projects/search?page_size=3&cursor=")
    second = posted(worker, body | {"page_size": 3}, first["next"])
    third = posted(worker, body, second["next"])
    seen = named(first) + named(second) + named(third)
    assert sorted(seen) == [f"Mill {number}" for number in range(7)]
    assert (len(third["results"]), third["next"]) == (1, None)
    assert named(posted(worker, body, second["previous"])) == named(first)


def test_a_cursor_and_the_size_of_a_page_may_come_in_the_body(worker, mills):
    first = posted(worker, {"q": "mill", "page_size": 4})
    cursor = first["next"].partition("cursor=")[2].replace("%3A", ":")
    second = posted(worker, {"q": "mill", "page_size": 4, "cursor": cursor})
    assert len(named(first) + named(second)) == 7
    assert not set(named(first)) & set(named(second))


def test_words_that_were_set_right_are_so_on_further_pages(worker, client_user):
    make_occupation("Plumbers", "Plumber")
    for number in range(3):
        make_project(client=client_user, title=f"Plumber {number}")
    first = posted(worker, {"q": "plumbar", "page_size": 2})
    assert first["query"]["showing_results_for"] == "plumber"
    second = posted(worker, {"q": "plumbar", "page_size": 2}, first["next"])
    assert second["query"]["showing_results_for"] == "plumber"
    assert len(second["results"]) == 1


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"page_size": 0}, "page_size"),
        ({"page_size": "3"}, "page_size"),
        ({"page_size": 101}, "page_size"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": 3}, "cursor"),
        ({"q": ["mill"]}, "q"),
        ({"q": "mi\x07ll"}, "q"),
        ({"skill": "wizardry"}, "skill"),
        ({"skill": ["wizardry"]}, "skill"),
        ({"country": "XX"}, "country"),
        ({"ordering": "rating"}, "ordering"),
        ({"budget_min": -1}, "budget_min"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(worker, mills, body, attr):
    told = worker.post(SEARCH, {"q": "mill"} | body)
    assert told.status_code == 422
    assert told.json()["errors"][0]["attr"] == attr


def test_the_query_takes_nothing_but_a_page(worker, mills):
    told = worker.post(f"{SEARCH}?q=mill&colour=red", {"q": "mill"})
    assert told.status_code == 422
    assert {(one["attr"], one["code"]) for one in told.json()["errors"]} == {
        ("q", "unknown_parameter"),
        ("colour", "unknown_parameter"),
    }


def test_a_cursor_of_another_body_is_refused(worker, mills):
    link = posted(worker, {"q": "mill", "page_size": 2})["next"].removeprefix("http://testserver")
    assert worker.post(link, {"q": "wheel"}).status_code == 422
    assert worker.post(link, {"q": "mill", "country": "DE"}).status_code == 422
    listed = link.replace("/search?", "?") + "&q=mill"
    assert worker.get(listed).status_code == 422


def test_whoever_is_no_client_may_search_by_a_body_and_strangers_may_not(api, client, worker):
    assert posted(client, {}) == posted(worker, {})
    assert api.post(SEARCH, {}).status_code == 401


def test_the_page_finds_what_the_list_finds_and_says_what_it_set_right(asha, worker, client_user):
    make_occupation("Plumbers", "Plumber", "Klempner")
    make_project(client=client_user, title="Plumbers needed")
    for text in ("plumber", "Klempner", "Klempnr"):
        page = asha.get("/projects", {"q": text})
        assert [one["title"] for one in page.context["projects"]] == titles(worker, text)
        assert b"Plumbers needed" in page.content
    assert "Showing results for “klempner”" in page.content.decode()


def test_further_pages_of_the_page_lead_on(asha, mills):
    page = asha.get("/projects", {"q": "mill", "page_size": 4})
    following = asha.get(page.context["page"].next.removeprefix("http://testserver"))
    first, second = page.context["projects"], following.context["projects"]
    assert len({one["title"] for one in [*first, *second]}) == 7


def test_the_page_says_how_many_good_matches_there_are(asha, mills):
    assert '<p class="soft" role="status">7 projects</p>' in asha.get("/projects?q=mill").text
    assert '<p class="soft" role="status">' not in asha.get("/projects").text
    one_word_of_three = asha.get("/projects", {"q": "mill with lace curtains"}).text
    assert "No good match. These projects come closest." in one_word_of_three


def test_a_long_text_is_posted_on_the_page_and_stays_in_the_form(asha, client_user, mills):
    make_project(client=client_user, title="A watermill", description="Sluice and shaft broke.")
    asked_for = asha.get("/projects?long=1")
    assert asked_for.status_code == 200
    assert "<textarea" in asked_for.text
    page = asha.post("/projects", {"q": LONG, "country": "IN"})
    assert page.status_code == 200
    assert page.context["projects"][0]["title"] == "A watermill"
    assert "I repair watermills" in page.text


def test_the_pages_of_a_long_text_are_posted_to(asha, mills):
    first = asha.post("/projects?page_size=4", {"q": LONG})
    link = first.context["page"].next.removeprefix("http://testserver")
    assert f'formaction="{first.context["page"].next}"'.replace("&", "&amp;") in first.text
    second = asha.post(link, {"q": LONG})
    titles_of = [one["title"] for page in (first, second) for one in page.context["projects"]]
    assert len(titles_of) == len(set(titles_of)) == 7


@pytest.mark.parametrize(
    ("path", "text"), [("/projects", "a" * 5001), ("/projects?cursor=x", LONG), ("/projects", "\0")]
)
def test_a_post_that_makes_no_sense_is_said_so_on_the_page(asha, mills, path, text):
    page = asha.post(path, {"q": text})
    assert page.status_code == 422


def test_a_long_text_is_posted_with_a_csrf_token(freelancer):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(freelancer)
    assert browser.post("/projects", {"q": LONG}).status_code == 403
