"""Searches that somebody saves, by the API."""

from __future__ import annotations

import pytest

from accounts.tests.factories import UserFactory
from bookmarks import criteria
from bookmarks.models import SavedSearch
from bookmarks.services.saved_searches import MAX_SEARCHES
from bookmarks.tests.factories import make_search
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

PLUMBERS = {
    "name": "Plumbers",
    "alerts": "daily",
    "people": {
        **{"q": "plumber", "country": "IN", "level": ["senior", "mid"]},
        **{"rate_max": "40.50", "currency": "EUR"},
    },
}


def code_of(answer) -> tuple[int, str, str | None]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["attr"]


def test_a_search_is_saved_as_it_was_asked_and_run_again(client):
    made = client.post("me/saved-searches", PLUMBERS)
    assert made.status_code == 201, made.content
    search = made.json()
    asked = {"country": "IN", "level": ["mid", "senior"], "q": "plumber"}
    asked |= {"rate_max": "40.50", "currency": "EUR"}
    assert search["people"] == asked
    assert (search["kind"], search["projects"], search["alerts"]) == ("people", None, "daily")
    assert client.get("me/saved-searches").json()["results"] == [search]
    rate = {"hourly_rate": "20", "currency": "EUR", "country": "IN"}
    make_freelancer("ravi", headline="Plumber", experience_level="mid", **rate)
    make_freelancer("lena", headline="Plumber", experience_level="mid", **rate | {"country": "DE"})
    found = client.get(f"me/saved-searches/{search['id']}/people").json()
    assert [one["username"] for one in found["results"]] == ["ravi"]
    assert client.get(f"me/saved-searches/{search['id']}/projects").status_code == 404


def test_the_results_of_a_saved_search_come_in_pages(worker, client_user):
    for number in range(3):
        make_project(client=client_user, title=f"Tile bathroom {number}")
    body = {"name": "Tiles", "alerts": "off", "projects": {"q": "tile"}}
    pk = worker.post("me/saved-searches", body).json()["id"]
    first = worker.get(f"me/saved-searches/{pk}/projects?page_size=2").json()
    second = worker.get(first["next"].removeprefix("http://testserver")).json()
    titles = [one["title"] for page in (first, second) for one in page["results"]]
    assert sorted(titles) == [f"Tile bathroom {number}" for number in range(3)]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"people": {}}, ("nothing_asked", "people")),
        ({"people": {"ordering": "-joined"}}, ("nothing_asked", "people")),
        ({"people": {"colour": "red"}}, ("unknown_parameter", "people.colour")),
        ({"people": {"q": "a", "facets": True}}, ("unknown_parameter", "people.facets")),
        ({"people": {"rate_min": "9", "rate_max": "1"}}, ("inverted_range", "people.rate_min")),
        ({"people": {"skill": ["wizardry"]}}, ("unknown_skill", "skill")),
        ({"projects": {"skill": ["wizardry"]}}, ("unknown_skill", "skill")),
        ({"projects": {"q": "a"}, "people": {"q": "a"}}, ("not_exactly_one", "people")),
        ({}, ("not_exactly_one", "people")),
        ({"people": {"q": "a"}, "alerts": "hourly"}, ("invalid_choice", "alerts")),
        ({"people": {"q": "a"}, "name": " "}, ("blank", "name")),
    ],
)
def test_what_the_search_would_refuse_is_not_saved(client, body, refusal):
    answer = client.post("me/saved-searches", {"name": "Mine", "alerts": "off"} | body)
    assert code_of(answer) == (422, *refusal)
    assert not SavedSearch.objects.exists()


def test_a_search_is_changed_in_part_and_its_criteria_as_a_whole(client):
    path = f"me/saved-searches/{client.post('me/saved-searches', PLUMBERS).json()['id']}"
    assert client.patch(path, {"alerts": "off"}).json()["next_look_at"] is None
    changed = client.patch(path, {"people": {"city": "Pune"}, "name": "Pune"}).json()
    assert (changed["people"], changed["name"], changed["alerts"]) == (
        {"city": "Pune"},
        "Pune",
        "off",
    )
    assert code_of(client.patch(path, {"projects": {"q": "a"}})) == (422, "other_kind", "projects")
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_an_account_keeps_twenty(client, client_user):
    for _ in range(MAX_SEARCHES):
        make_search(client_user, alerts="off")
    assert code_of(client.post("me/saved-searches", PLUMBERS)) == (409, "too_many", None)


def test_an_older_row_is_read_by_the_rules_of_its_version(client, client_user, monkeypatch):
    """As if `town` had become `city`."""
    make_freelancer("ravi", headline="Plumber", city="Pune", country="IN")
    search = make_search(client_user, city="Pune", alerts="off")
    SavedSearch.objects.update(criteria={"q": "plumber", "town": "Pune"})

    def upgraded(_kind, old):
        return {("city" if name == "town" else name): value for name, value in old.items()}

    monkeypatch.setattr(criteria, "UPGRADES", {1: upgraded})
    monkeypatch.setattr(criteria, "VERSION", 2)
    shown = client.get(f"me/saved-searches/{search.pk}").json()
    assert shown["people"] == {"q": "plumber", "city": "Pune"}
    found = client.get(f"me/saved-searches/{search.pk}/people").json()["results"]
    assert [one["username"] for one in found] == ["ravi"]


def test_a_skill_that_is_gone_is_said_when_the_search_is_run(client, client_user):
    skill = make_skill("Tiling")
    search = make_search(client_user, skill=["tiling"], alerts="off")
    skill.delete()
    answer = client.get(f"me/saved-searches/{search.pk}/people")
    assert code_of(answer) == (422, "unknown_skill", "skill")


def test_nobody_else_sees_a_saved_search(client, client_user, api_as, admin_user):
    search = make_search(client_user, alerts="off")
    for other in (UserFactory(), admin_user):
        caller = api_as(other)
        assert caller.get("me/saved-searches").json()["results"] == []
        assert caller.get(f"me/saved-searches/{search.pk}").status_code == 404
        assert caller.patch(f"me/saved-searches/{search.pk}", {"name": "x"}).status_code == 404
