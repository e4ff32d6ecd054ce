"""Experience, education, links and portfolio: lists that a user keeps."""

from __future__ import annotations

import pytest

from accounts.tests.factories import restriction_on
from profiles.models import Education, Experience, Link, LinkKind, PortfolioItem
from profiles.models.history import kind_of_link
from profiles.services import history
from profiles.services.moderation import set_portfolio_moderation
from profiles.services.profile import make_profile
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db

ITEMS = {
    "me/experience": {
        "title": "Site supervisor",
        "organisation": "Greenview",
        "from": "2019-03",
        "to": "",
        "description": "Two towers.\nOne pool.",
    },
    "me/education": {
        "institution": "ITI Pune",
        "degree": "Certificate",
        "field_of_study": "Plumbing",
        "from": "2010",
        "to": "2012-05-31",
        "grade": "First class",
    },
    "me/links": {"url": "https://github.com/asha"},
    "me/portfolio": {
        "title": "Roof garden",
        "description": "On the seventh floor.",
        "url": "https://asha.example/roof",
        "from": "2021",
        "to": "2021",
    },
}
MODELS = {
    "me/experience": Experience,
    "me/education": Education,
    "me/links": Link,
    "me/portfolio": PortfolioItem,
}


@pytest.fixture
def own(api_as, freelancer):
    return api_as(freelancer)


@pytest.mark.parametrize("path", ITEMS)
def test_the_life_of_an_item(own, path):
    made = own.post(path, ITEMS[path])
    assert made.status_code == 201, made.content
    shown = made.json()
    assert {name: shown[name] for name in ITEMS[path]} == ITEMS[path]
    one = f"{path}/{shown['id']}"
    assert own.get(one).json() == shown
    assert own.get(path).json()["results"] == [shown]
    text = "url" if path == "me/links" else next(iter(ITEMS[path]))
    changed = own.patch(one, {text: "https://example.org/new"}).json()
    assert changed[text] == "https://example.org/new"
    assert own.put(one, ITEMS[path]).json() == shown
    assert own.delete(one).status_code == 204
    assert own.get(one).status_code == 404
    assert own.get(path).json()["results"] == []


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("number", [1, 50])
def test_a_list_is_a_constant_number_of_queries(
    own, freelancer, path, number, django_assert_num_queries
):
    profile = make_profile(freelancer)
    make = {"me/experience": "title", "me/education": "institution", "me/portfolio": "title"}
    for place in range(number):
        fields = {make.get(path, "url"): f"https://x.example/{place}"}
        MODELS[path].objects.create(profile=profile, **fields)
    with django_assert_num_queries(2):  # who asks; the items
        assert len(own.get(path, {"page_size": 50}).json()["results"]) == number


@pytest.mark.parametrize("number", [1, 50])
def test_a_page_is_six_queries_and_skills_are_two(
    api, own, freelancer, number, django_assert_num_queries
):
    make_freelancer(user=freelancer, skills=tuple(f"Skill {n}" for n in range(number)))
    for place in range(min(number, 30)):
        for path, body in ITEMS.items():
            url = {"url": f"https://x.example/{place}"} if path == "me/links" else {}
            assert own.post(path, body | url).status_code == 201
    with django_assert_num_queries(6):
        # profile with user and details; skills; links; experience; education; portfolio
        assert len(api.get("profiles/asha").json()["skills"]) == number
    with django_assert_num_queries(2):  # who asks; skills
        assert len(own.get("me/skills", {"page_size": 50}).json()["results"]) == number


@pytest.mark.parametrize(
    ("path", "change", "attr"),
    [
        ("me/experience", {"title": ""}, "title"),
        ("me/experience", {"from": "2019-13"}, "from"),
        ("me/experience", {"from": "2019-02-30"}, "from"),
        ("me/experience", {"from": "19"}, "from"),
        ("me/experience", {"from": 2019}, "from"),
        ("me/experience", {"from": "2020", "to": "2019"}, "to"),
        ("me/experience", {"from": "2020-05", "to": "2020-04-30"}, "to"),
        ("me/experience", {"description": "x" * 4001}, "description"),
        ("me/education", {"institution": " "}, "institution"),
        ("me/links", {"url": "http://asha.example"}, "url"),
        ("me/links", {"url": "javascript:alert(1)"}, "url"),
        ("me/links", {"url": "data:text/html,<script>"}, "url"),
        ("me/links", {"url": "https://user:secret@asha.example"}, "url"),
        ("me/links", {"url": "https://"}, "url"),
        ("me/links", {"url": "https://x.example/" + "a" * 500}, "url"),
        ("me/links", {"url": "https://x.example/\u202e"}, "url"),
        ("me/portfolio", {"url": "ftp://asha.example"}, "url"),
    ],
)
def test_bad_values_are_refused_by_name_and_add_nothing(own, path, change, attr):
    answer = own.post(path, ITEMS[path] | change)
    assert answer.status_code == 422, answer.content
    assert attr in {error["attr"] for error in answer.json()["errors"]}
    assert not MODELS[path].objects.exists()


@pytest.mark.parametrize(
    ("start", "end"), [("", "2019"), ("2019", ""), ("2019", "2019"), ("2019-05", "2019")]
)
def test_periods_may_be_as_vague_as_memory(own, start, end):
    body = ITEMS["me/experience"] | {"from": start, "to": end}
    assert own.post("me/experience", body).status_code == 201


@pytest.mark.parametrize("path", ITEMS)
def test_somebody_elses_item_is_not_found(own, api_as, outsider, path):
    theirs = api_as(outsider).post(path, ITEMS[path]).json()
    one = f"{path}/{theirs['id']}"
    before = MODELS[path].objects.values().get()
    for answer in (
        own.get(one),
        own.put(one, ITEMS[path]),
        own.patch(one, {}),
        own.delete(one),
    ):
        assert answer.status_code == 404
    assert MODELS[path].objects.values().get() == before


def test_ids_that_are_none_are_not_found(own):
    for odd in ("1", "x", "../me", "0" * 36):
        assert own.get(f"me/experience/{odd}").status_code == 404


def test_as_many_as_there_may_be(own, freelancer, monkeypatch):
    monkeypatch.setitem(history.MOST, Experience, 1)
    assert own.post("me/experience", ITEMS["me/experience"]).status_code == 201
    answer = own.post("me/experience", ITEMS["me/experience"])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_many")


def test_the_same_link_twice_is_a_conflict(own):
    assert own.post("me/links", ITEMS["me/links"]).status_code == 201
    answer = own.post("me/links", ITEMS["me/links"])
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (409, "url")
    other = own.post("me/links", {"url": "https://other.example"}).json()
    assert own.patch(f"me/links/{other['id']}", ITEMS["me/links"]).status_code == 409


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/asha", LinkKind.GITHUB),
        ("https://www.linkedin.com/in/asha", LinkKind.LINKEDIN),
        ("https://asha.medium.com/", LinkKind.MEDIUM),
        ("https://notgithub.com/asha", LinkKind.WEBSITE),
        ("https://github.com.evil.example/", LinkKind.WEBSITE),
    ],
)
def test_the_kind_of_a_link_is_detected(url, kind):
    assert kind_of_link(url) == kind


def test_titles_with_markup_are_text(own, api):
    own.post("me/experience", {"title": "<script>alert(1)</script>"})
    answer = api.get("profiles/asha")
    assert answer.json()["experience"][0]["title"] == "<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/json"


def test_a_change_undoes_no_decision_that_was_made_meanwhile(freelancer):
    profile = make_profile(freelancer)
    item = history.add_item(user=freelancer, model=PortfolioItem, fields={"title": "A wall"})
    decision = restriction_on(item.pk, "content")
    as_it_was = PortfolioItem.objects.get(profile=profile)
    set_portfolio_moderation(item=item, state="hidden", decision=decision)
    history.change_item(user=freelancer, item=as_it_was, changes={"title": "A stair"})
    item.refresh_from_db()
    assert (item.title, item.moderation, item.moderated_by) == ("A stair", "hidden", decision)
