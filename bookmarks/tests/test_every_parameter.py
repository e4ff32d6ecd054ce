"""Every parameter of both searches can be saved, and searches again as it did."""

from __future__ import annotations

from datetime import date

import pytest

from bookmarks.serializers.saved_searches import CRITERIA
from bookmarks.tests.factories import make_search, told_by
from foundation.exchange.importing import import_rates
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

PEOPLE = [
    {"q": "plumber"},
    {"skill": ["Tiling"]},
    {"rate_min": "10", "rate_max": "50.50", "currency": "EUR"},
    {"rate_min": "10", "amounts_in": "USD"},
    {"rate_max": "50", "currency": "EUR", "ordering": "-rate"},
    {"country": "IN"},
    {"city": "Kochi"},
    {"level": ["mid", "senior"]},
    {"availability": ["available"]},
    {"rating_min": "3.50"},
    {"near": "Kochi"},
    {"near": "9.9,76.2", "within": 30},
    {"near": "Cochin", "country": "IN", "within": 50, "ordering": "distance"},
]
PROJECTS = [
    {"q": "Tile\nthe bathroom"},
    {"skill": ["Tiling"]},
    {"budget_min": "10", "budget_max": "900", "currency": "EUR"},
    {"budget_min": "10", "amounts_in": "USD"},
    {"country": "IN"},
    {"workplace": "on_site"},
    {"near": "Kochi"},
    {"near": "9.9,76.2", "within": 30, "ordering": "distance"},
    {"q": "bathroom", "ordering": "-opened"},
]


@pytest.fixture(autouse=True)
def _rates() -> None:
    import_rates(b"EUR,1\nUSD,1.25", as_of=date(2026, 3, 2))


def found_in(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one.get("username", one.get("title")) for one in answer.json()["results"]]


def run_as_asked(caller, kind: str, criteria: dict) -> str:
    """Save it, and change to it; the path under which it is kept."""
    made = caller.post("me/saved-searches", {"name": "x", "alerts": "daily", kind: criteria})
    assert made.status_code == 201, made.content
    assert made.json()[kind] == criteria
    path = f"me/saved-searches/{made.json()['id']}"
    changed = caller.patch(path, {kind: criteria})
    assert (changed.status_code, changed.json()[kind]) == (200, criteria)
    assert caller.patch(path, {kind: changed.json()[kind]}).json()[kind] == criteria
    return f"{path}/{kind}"


@pytest.mark.parametrize("criteria", PEOPLE, ids=str)
def test_a_search_for_people_is_answered_as_it_was_sent_and_finds_the_same(client, criteria):
    make_skill("Tiling")
    skilled = {"skills": ("Tiling",), "headline": "Plumber", "experience_level": "mid"}
    rate = {"hourly_rate": "20", "currency": "EUR", "availability": "available"}
    make_freelancer("ravi", city="Kochi", country="IN", ratings=(5, 5, 5), **skilled, **rate)
    make_freelancer("lena", city="Berlin", country="DE", headline="Baker")
    path = run_as_asked(client, "people", criteria)
    wanted = found_in(client.get("profiles", criteria))
    assert "ravi" in wanted
    assert found_in(client.get(path)) == wanted


@pytest.mark.parametrize("criteria", PROJECTS, ids=str)
def test_a_search_for_projects_is_answered_as_it_was_sent_and_finds_the_same(
    worker, client_user, criteria
):
    place = {"city": "Kochi", "country": "IN", "workplace": "on_site"}
    budget = {"budget_min": 100, "budget_max": 200, "currency": "EUR"}
    title = "Tile the bathroom"
    tiling = [make_skill("Tiling")]
    make_project(client=client_user, title=title, skills=tiling, **place, **budget)
    make_project(client=client_user, title="Paint", country="DE", workplace="remote")
    path = run_as_asked(worker, "projects", criteria)
    wanted = found_in(worker.get("projects", criteria))
    assert title in wanted
    assert found_in(worker.get(path)) == wanted


def test_no_parameter_of_a_search_is_left_untried():
    for kind, tried in (("people", PEOPLE), ("projects", PROJECTS)):
        assert CRITERIA[kind]().fields.keys() == {name for one in tried for name in one}


def test_who_is_too_far_away_is_no_news(client_user):
    search = make_search(client_user, near="Kochi", within=20)
    make_freelancer(headline="Plumber", city="Berlin", country="DE")
    there = make_freelancer(headline="Plumber", city="Kochi", country="IN")
    assert told_by(search) == [there.pk]
    everybody = make_search(client_user, q="", near="Potsdam")
    berliner = make_freelancer(headline="Baker", city="Berlin", country="DE")
    make_freelancer(headline="Baker", city="Kochi", country="IN")
    assert told_by(everybody) == [berliner.pk]


def test_a_project_that_is_too_far_away_is_no_news(freelancer, client_user):
    search = make_search(freelancer, q="", kind="projects", near="Kochi")
    make_project(client=client_user, title="Tile", city="Berlin", country="DE")
    there = make_project(client=client_user, title="Tile", city="Kochi", country="IN")
    assert told_by(search) == [there.pk]


def test_rates_in_other_currencies_are_compared_for_news_as_well(client_user):
    search = make_search(client_user, rate_max="25", amounts_in="USD")
    make_freelancer(headline="Plumber", hourly_rate="22", currency="EUR")
    cheap = make_freelancer(headline="Plumber", hourly_rate="18", currency="EUR")
    assert told_by(search) == [cheap.pk]
    budgets = make_search(client_user, q="", kind="projects", budget_min="125", amounts_in="USD")
    assert told_by(budgets) == []


def test_what_cannot_be_compared_is_not_saved(client):
    body = {"name": "x", "alerts": "off", "people": {"rate_max": "9", "amounts_in": "INR"}}
    answer = client.post("me/saved-searches", body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (422, "no_exchange_rates")


def test_a_place_that_nobody_knows_is_named_as_it_was_typed(client):
    body = {"name": "x", "alerts": "off", "people": {"near": "Xyzzyville"}}
    (error,) = client.post("me/saved-searches", body).json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_place", "people.near")
    assert "“Xyzzyville”" in error["detail"]


def test_no_place_is_kept_finer_than_the_grid(api_as, client_user):
    near = {"near": "52.4912345,13.4287654", "within": 10}
    client = api_as(client_user)
    made = client.post("me/saved-searches", {"name": "Here", "alerts": "off", "people": near})
    assert made.json()["people"]["near"] == "52.49, 13.42"
    assert "52.4912" not in client.get("me/export").content.decode()
