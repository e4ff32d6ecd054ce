"""The search as a page: the API's search, with a form around it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from foundation.exchange.importing import import_rates
from profiles.search.index import profile_index
from profiles.tests.factories import make_freelancer, make_skill

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _people(db):
    make_skill("Tiling", "tiles")
    make_freelancer("mira", skills=("Tiling",), headline="Tiles & taps", city="Pune", country="IN")
    make_freelancer("noor", headline="Books kept in order", country="DE")


def test_the_start_page_has_a_search(client):
    page = client.get("/")
    assert page.status_code == 200
    assert b'action="/search"' in page.content
    assert b'href="/register?role=client"' in page.content
    form = client.get("/register?role=client").content.decode()
    assert re.search(r'value="client"[^>]* checked', form)


def test_people_are_found_by_words(client):
    page = client.get("/search?q=books").content.decode()
    assert 'href="/@noor"' in page
    assert 'href="/@mira"' not in page
    assert 'value="books"' in page


def test_what_people_write_is_escaped(client):
    assert b"Tiles &amp; taps" in client.get("/search?q=tiles").content
    assert b"<script>alert" not in client.get("/search?q=<script>alert(1)").content


def test_filters_narrow_and_stay_chosen(client):
    page = client.get("/search?skill=tiling&country=IN").content.decode()
    assert 'href="/@mira"' in page
    assert 'href="/@noor"' not in page
    assert 'value="tiling"' in page
    assert '<option value="IN" selected>' in page


def test_empty_fields_of_the_form_ask_for_nothing(client):
    sent = "q=&city=&rate_min=&rate_max=&currency=&country=&rating_min=&ordering=relevance"
    page = client.get(f"/search?{sent}")
    assert page.status_code == 200
    assert b'href="/@mira"' in page.content


def test_a_typo_is_set_right_and_said_so(client):
    page = client.get("/search?q=tilingg").content.decode()
    assert "Showing results for" in page
    assert 'href="/@mira"' in page


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("rate_min=much", "A valid number is required"),
        ("rate_min=5&rate_max=1", "The lowest rate is above the highest"),
        ("ordering=rate", "Say in which currency"),
        ("skill=no-such-skill", "No skill is called"),
        ("country=XX", "XX"),
        ("level=wizard", "wizard"),
        ("rating_min=9", "9"),
        ("ordering=luck", "luck"),
        ("q=%00", "Null characters"),
        ("q=" + "a" * 5_001, "no more than 5000 characters"),
    ],
)
def test_a_wrong_filter_is_told_beside_its_field(client, query, text):
    answer = client.get(f"/search?{query}")
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert 'class="errorlist"' in answer.content.decode()


@pytest.mark.parametrize("query", ["skils=tiling", "q=tiles&colour=red", "rate=5"])
def test_a_filter_that_there_is_not_is_told_and_nobody_is_shown(client, query):
    answer = client.get(f"/search?{query}")
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "There is no filter called “" + query.split("&")[-1].split("=")[0] + "”." in page
    assert 'class="errorlist' in page
    assert 'href="/@mira"' not in page


def test_unknown_filters_are_all_named_and_written_as_text(client):
    page = client.get("/search?a=1&<b>=2").content.decode()
    assert page.count("There is no filter called") == 2
    assert "<b>" not in page


def test_an_unknown_filter_beside_a_posted_text_is_told_as_well(client):
    answer = client.post("/search?utm_source=mail", {"q": "tiles"})
    assert answer.status_code == 200
    for told in (
        client.post("/search", {"q": "tiles", "colour": "red"}),
        client.post("/search?colour=red", {"q": "tiles"}),
    ):
        assert told.status_code == 422
        assert "There is no filter called “colour”." in told.content.decode()


@pytest.mark.parametrize(
    "added", ["utm_source=news&utm_medium=email", "fbclid=x", "gclid=x", "mc_eid=x", "igsh=x"]
)
def test_what_mail_programs_add_to_a_link_changes_nothing(client, added):
    page = client.get(f"/search?q=tiles&{added}")
    assert page.status_code == 200
    assert b'href="/@mira"' in page.content


def test_pages_of_a_link_with_something_added_lead_on(client):
    first = client.get("/search?page_size=1&utm_source=news").content.decode()
    (link,) = re.findall(r'href="([^"]*cursor=[^"]*)"', first)
    assert client.get(unescape(link)).status_code == 200


def test_htmx_gets_the_results_alone(client):
    part = client.get("/search?q=books", **HTMX)
    assert b"<html" not in part.content
    assert b'href="/@noor"' in part.content
    assert "HX-Request" in part["Vary"]


def test_nobody_found_says_what_to_do(client):
    assert "take a filter away" in client.get("/search?q=zzzzqqq").content.decode()


def test_pages_lead_on_and_back(client):
    for _ in range(22):
        make_freelancer()
    first = client.get("/search").content.decode()
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(link)
    assert second.status_code == 200
    assert b'rel="prev"' in second.content


def test_more_people_cost_no_more_queries(client, django_assert_num_queries, indexer_on_disk):
    for number in (2, 20):
        for _ in range(number - 2):
            make_freelancer(skills=("Tiling",))
        call_command("index_search", rebuild=True)
        profile_index.forget()
        # Whether there are exchange rates, the cards, the facets, and the names of the skills in
        # these.
        with django_assert_num_queries(4):
            page = client.get("/search").content.decode()
        assert page.count('class="card') == number


LONG = "Somebody who lays tiles.\nThe hall is old & wide. " + "It has a roof. " * 300


def test_a_long_text_is_posted_and_stays_in_the_form(client):
    assert b'method="post"' not in client.get("/search").content.partition(b"<footer")[0]
    page = client.get("/search?long=1").content.decode()
    assert 'action="/search" role="search" method="post"' in page
    assert '<textarea id="id_q" name="q"' in page
    answer = client.post("/search", {"q": LONG, "country": "IN"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="/@mira"' in page
    assert 'href="/@noor"' not in page
    assert "The hall is old &amp; wide." in page
    assert '<option value="IN" selected>' in page


def test_the_pages_of_a_long_text_are_posted_to(client):
    for number in range(45):
        make_freelancer(f"tiler{number}", headline="Tiles")
    seen, path = [], "/search"
    while path:
        page = client.post(path, {"q": LONG}, **HTMX).content.decode()
        seen += re.findall(r'href="/@(tiler\d+)"', page)
        following = re.search(r'formaction="([^"]*)" hx-post="([^"]*)">Next', page)
        path = unescape(following[1]).removeprefix("http://testserver") if following else ""
        assert "hall" not in path
        assert not following or following[1] == following[2]
    assert len(seen) == len(set(seen)) == 45
    assert client.post("/search?cursor=nonsense", {"q": LONG}).status_code == 422


@pytest.mark.parametrize(("text", "shown"), [("a" * 5_001, "5000"), ("a\u0007", "control")])
def test_what_is_wrong_with_a_long_text_is_told_beside_it(client, text, shown):
    answer = client.post("/search", {"q": text})
    assert answer.status_code == 422
    assert shown in answer.content.decode()


def test_a_long_text_is_posted_with_a_csrf_token():
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/search", {"q": LONG}).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("/search?long=1").text)[1]
    sent = {"q": LONG, "csrfmiddlewaretoken": token}
    assert browser.post("/search", sent).status_code == 200


def test_what_somebody_lacks_is_said_beside_them(client):
    page = client.get("/search?q=tiles+accordion+bagpipe").content.decode()
    assert "Missing: accordion, bagpipe" in page
    assert "No good match. These people come closest." in page
    assert "Missing" not in client.get("/search?q=tiles").content.decode()


@pytest.mark.parametrize(
    ("query", "selected"),
    [
        ("near=Pune&within=50", '<option value="" selected>Within 50 km</option>'),
        ("near=Pune&within=30", '<option value="30" selected>Within 30 km</option>'),
        ("near=Pune&within=100", '<option value="100" selected>Within 100 km</option>'),
        ("rating_min=3.50", '<option value="3.5" selected>3.5 and more</option>'),
        ("rating_min=4.00", '<option value="4" selected>4 and more</option>'),
        ("country=in", '<option value="IN" selected>India</option>'),
        ("currency=eur", '<option value="EUR" selected>EUR</option>'),
        ("ordering=quality", '<option value="quality" selected>Best profiles</option>'),
        ("facets=true&page_size=5", '<option value="relevance">Best match</option>'),
    ],
)
def test_the_page_takes_and_shows_whatever_the_api_takes(client, query, selected):
    assert client.get(f"/api/v1/profiles?{query}").status_code == 200
    answer = client.get(f"/search?{query}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "errorlist" not in page
    assert selected in page


def test_the_page_takes_the_currency_of_amounts_by_the_name_that_the_api_has(client):
    refused = client.get("/search?rate_max=9&amounts_in=EUR")
    assert refused.status_code == 422
    assert "no exchange rates for this currency" in refused.content.decode()
    import_rates(b"EUR,1\nUSD,1.25", as_of=date(2026, 3, 2))
    page = client.get("/search?rate_max=9&amounts_in=EUR").content.decode()
    assert '<option value="EUR" selected>' in page
    assert re.search(r'name="other_currencies"[^>]* checked', page)
    assert 'name="amounts_in"' not in page.split('id="save-search"')[0]
    both = client.get("/search?rate_max=9&amounts_in=EUR&currency=USD")
    assert both.status_code == 200
    assert 'type="hidden" name="amounts_in" value="EUR"' in both.content.decode()
