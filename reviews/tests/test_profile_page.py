"""The public page of a person."""

from __future__ import annotations

import json
import re

import pytest

from accounts.models import Role
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory, restriction_on, suspended
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.history import add_item
from profiles.tests.factories import make_freelancer, make_skill
from reviews.services.answering import reply_to_review
from reviews.services.moderation import set_moderation
from reviews.tests.factories import make_finished, make_revealed, make_review, make_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira():
    make_skill("Tiling")
    return make_freelancer(
        "mira",
        skills=("Tiling",),
        headline="Tiles",
        bio="</script><script>alert(1)</script>",
        city="Pune",
        country="IN",
        hourly_rate=450,
        currency="INR",
    ).user


def structured(page: str) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


def test_the_page_says_who_it_is(client, mira):
    page = client.get("/@mira").content.decode()
    for text in ("Tiles", "Tiling", "Pune, India", "₹450 an hour"):
        assert text in page
    assert '<link rel="canonical" href="http://localhost:8000/@mira">' in page


def test_no_contact_data_is_on_it(client, mira):
    assert mira.email not in client.get("/@mira").content.decode()


def test_script_in_a_text_stays_text(client, mira):
    page = client.get("/@mira").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_search_engines_get_a_profile_page_of_a_person(client, mira):
    add_item(user=mira, model=Link, fields={"url": "https://example.com/unproved"})
    data = structured(client.get("/@mira").content.decode())
    assert data["@type"] == "ProfilePage"
    person = data["mainEntity"]
    assert (person["@type"], person["alternateName"]) == ("Person", "mira")
    assert person["knowsAbout"] == ["Tiling"]
    assert "sameAs" not in person


def test_a_name_in_capital_letters_is_the_same_person(client, mira):
    assert client.get("/@MIRA").status_code == 200


@pytest.mark.parametrize("name", ["nobody", "a", "%00", "mira%00", "..", "x" * 500, "search"])
def test_nobody_has_no_page(client, mira, name):
    assert client.get(f"/@{name}").status_code == 404


def test_a_username_that_looks_like_a_route_is_a_person(client):
    make_freelancer("search")
    assert client.get("/@search").status_code == 200
    assert b'id="search-form"' in client.get("/search").content


def test_a_suspended_person_has_no_page(client, mira):
    suspended(mira)
    assert client.get("/@mira").status_code == 404


def test_a_deleted_person_has_no_page(client, mira):
    erase(user=mira, session_id=None, current_password=PASSWORD)
    assert client.get("/@mira").status_code == 404


def test_a_hidden_person_has_a_page_for_themselves_alone(client, mira):
    make_freelancer(user=mira, visibility="hidden")
    assert client.get("/@mira").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/@mira").status_code == 404
    client.force_login(mira)
    assert b"Nobody else sees it yet" in client.get("/@mira").content


def test_members_alone_see_a_page_for_members(client, mira):
    make_freelancer(user=mira, visibility="members")
    assert client.get("/@mira").status_code == 404
    client.force_login(UserFactory())
    page = client.get("/@mira")
    assert page.status_code == 200
    assert b'content="noindex"' in page.content


def test_reviews_stand_there_once_they_are_revealed(client, mira):
    project = make_finished(freelancer=mira, names_client=True)
    make_review(project, project.client, text="A secret until both are in, is it not?")
    assert b"A secret until" not in client.get("/@mira").content
    make_review(project, mira)
    page = client.get("/@mira").content.decode()
    assert "A secret until" in page
    assert "4 of 5 stars" in page
    assert "Paint the stairwell" in page


def test_a_reply_stands_below_its_review(client, mira):
    review = make_revealed(make_finished(freelancer=mira))
    reply_to_review(review=review, text="Thank you, the pleasure was mine.")
    assert b"the pleasure was mine" in client.get("/@mira").content


def test_a_hidden_review_is_not_shown(client, mira):
    review = make_revealed(make_finished(freelancer=mira), text="Words that staff hid from sight.")
    set_moderation(review=review, state="hidden", decision=restriction_on(review.pk, "content"))
    assert b"Words that staff hid" not in client.get("/@mira").content


def test_the_mean_comes_with_the_third_review(client, mira):
    make_reviewed(mira, 2)
    assert b'class="score"' not in client.get("/@mira").content
    make_reviewed(mira, 1)
    assert b'<span class="score">4.0</span>' in client.get("/@mira").content


def test_a_client_has_a_page_too(client):
    society = UserFactory(username="greenview", role=Role.CLIENT)
    make_freelancer(user=society, organisation_name="Greenview")
    page = client.get("/@greenview").content.decode()
    assert "<h1>Greenview</h1>" in page
    assert structured(page)["mainEntity"]["@type"] == "Organization"


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_costs_eight_queries_whatever_there_is(
    client, mira, number, django_assert_num_queries
):
    rows = {
        Link: ("url", "https://example.com/{}", 30),
        Experience: ("title", "Job {}", 50),
        Education: ("institution", "School {}", 50),
        PortfolioItem: ("title", "Work {}", 50),
    }
    for model, (field, text, most) in rows.items():
        for each in range(min(number, most)):
            add_item(user=mira, model=model, fields={field: text.format(each)})
    make_reviewed(mira, min(number, 25))
    # The profile with its user and details; skills, links, experience, education, portfolio;
    # the completed projects; a page of the reviews.
    with django_assert_num_queries(8):
        assert client.get("/@mira").status_code == 200
