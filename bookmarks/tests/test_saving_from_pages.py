"""Saving a search with each field of its form, and how pages say what it looks for."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client as Browser

from bookmarks.models import SavedSearch
from bookmarks.tests.factories import make_search
from bookmarks.wording import FORMS
from foundation.exchange.importing import import_rates
from profiles.services.profile import make_profile
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db
KOCHI = "near=Kochi&within=30"
PEOPLE = [
    *("q=plumber", "skill=tiling", "availability=available", "level=mid&level=senior"),
    *("country=IN", "city=Kochi", "near=Kochi", KOCHI, "near=9.9,76.2&within=50"),
    *("rate_min=10&rate_max=50&currency=EUR", "rate_max=50&currency=USD&other_currencies=on"),
    *(
        "rating_min=4",
        "rating_min=3.5",
        "near=Kochi&ordering=distance",
        "rate_max=9&amounts_in=EUR",
    ),
]
PROJECTS = [
    *("q=bathroom", "skill=tiling", "skill=Tiling&skill=Plumbing", "country=IN", KOCHI),
    *("near=Kochi&within=50", "workplace=on_site", "q=bathroom&ordering=-opened"),
    *("budget_min=10&budget_max=50&currency=EUR", "budget_min=9&amounts_in=EUR"),
    "budget_max=900&currency=USD&other_currencies=on",
]


@pytest.fixture(autouse=True)
def _vocabulary() -> None:
    make_skill("Tiling")
    make_skill("Plumbing")
    import_rates(b"EUR,1\nUSD,1.25", as_of=date(2026, 3, 2))


@pytest.fixture
def browser(client_user) -> Browser:
    make_profile(client_user)
    browser = Browser()
    browser.force_login(client_user)
    return browser


def offered(page: str) -> dict[str, list[str]]:
    """What the button beside the results sends."""
    (form,) = re.findall(r'<form id="save-search".*?</form>', page, re.DOTALL)
    pairs = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(unescape(value))
    found.pop("csrfmiddlewaretoken", None)
    return found


def usernames(page: str) -> list[str]:
    return re.findall(r'<h\d><a href="/(?:@|projects/)([\w-]+)"', page)


@pytest.mark.parametrize(
    ("kind", "query"),
    [*(("people", one) for one in PEOPLE), *(("projects", one) for one in PROJECTS)],
)
def test_a_search_with_each_field_of_its_form_is_saved_and_run_again(
    browser, freelancer, kind, query
):
    rate = {"hourly_rate": "20", "currency": "EUR", "availability": "available"}
    skilled = {"skills": ("Tiling",), "headline": "Plumber", "experience_level": "mid"}
    make_freelancer("ravi", city="Kochi", country="IN", ratings=(5, 5, 5), **skilled, **rate)
    place = {"city": "Kochi", "country": "IN", "workplace": "on_site"}
    make_project(client=freelancer, title="Tile the bathroom", **place)
    address = "/search" if kind == "people" else "/projects"
    page = browser.get(f"{address}?{query}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "errorlist" not in text
    answer = browser.post(f"/saved-searches/{kind}/new", offered(text))
    search = SavedSearch.objects.get()
    assert answer["Location"] == f"/saved-searches/{search.pk}"
    results = browser.get(f"/saved-searches/{search.pk}/results").content.decode()
    assert usernames(results) == usernames(text)
    for shown in (f"/saved-searches/{search.pk}", "/saved-searches"):
        told = browser.get(shown).content.decode()
        assert not re.search(r"<span class=\"soft\">\w*_\w*:|-rating|on_site|-opened", told)


def test_no_field_of_a_form_is_left_untried():
    for kind, tried in (("people", PEOPLE), ("projects", PROJECTS)):
        assert set(FORMS[kind].base_fields) == {name for one in tried for name in QueryDict(one)}


def test_a_saved_search_says_what_it_looks_for_in_the_words_of_the_form(browser, client_user):
    make_skill("Home Plumbing")
    asked = {"skill": ["home-plumbing"], "rate_max": "50.50", "amounts_in": "EUR", "near": "Kochi"}
    asked |= {"within": 30, "level": ["mid"], "country": "IN", "rating_min": "4.00"}
    make_search(client_user, ordering="-rate", currency="EUR", **asked)
    make_search(
        client_user, q="", kind="projects", workplace="on_site", near="Kochi", ordering="-opened"
    )
    page = " ".join(re.sub(r"<[^>]+>", "", browser.get("/saved-searches").content.decode()).split())
    for told in (
        *("Skills: Home Plumbing", "Amounts in any currency, compared in: EUR", "Near: Kochi"),
        *("Distance: Within 30 km", "Country: India", "Rating: 4 and more", "Order: Highest rate"),
        *("Experience: Mid-level", "Where the work is done: At the place", "Order: Newest"),
    ):
        assert told in page, (told, page)


def test_a_search_that_cannot_be_saved_leads_back_to_it(browser):
    came_from = "http://testserver/search?near=Xyzzyville"
    sent = {"near": "Xyzzyville"}
    for headers in ({"HTTP_REFERER": came_from}, {"HTTP_HX_CURRENT_URL": came_from}):
        headers |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"}
        answer = browser.post("/saved-searches/people/new", sent, **headers)
        page = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert "“Xyzzyville”" in page
        assert '<a href="/search?near=Xyzzyville">Back</a>' in page
    elsewhere = browser.post("/saved-searches/people/new", sent, HTTP_REFERER="https://evil.test/")
    assert "Back</a>" not in elsewhere.content.decode()


def test_an_order_alone_is_not_offered_to_be_saved(browser):
    page = browser.get("/projects?ordering=relevance").content.decode()
    assert "Save this search" not in page
