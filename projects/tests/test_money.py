"""Budgets and prices in their currencies, and how they compare with what others ask."""

from __future__ import annotations

from decimal import Decimal

import pytest

from foundation.exchange.importing import import_rates
from profiles.services.profile import update_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db
NEW = {"title": "Fix a tap", "description": "It drips.", "status": "open"}


def codes(answer):
    return {(one["attr"], one["code"]) for one in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("currency", "amount", "answered"),
    [
        ("JPY", "1250", "1250"),
        ("KWD", "1.25", "1.250"),
        ("EUR", 12.5, "12.50"),
        ("VND", 999_999_999_999_999, "999999999999999"),
    ],
)
def test_a_budget_has_the_places_of_its_currency(client, worker, currency, amount, answered):
    project = client.post("projects", NEW | {"budget_max": amount, "currency": currency}).json()
    assert project["budget_max"] == answered
    assert client.get(f"projects/{project['id']}").json()["budget_max"] == answered
    offer = {"cover_note": "On Monday, at seven.", "rate": amount, "currency": currency}
    made = worker.post(f"projects/{project['id']}/proposals", offer).json()
    assert made["rate"] == worker.get(f"proposals/{made['id']}").json()["rate"] == answered


def test_an_amount_with_more_decimals_than_its_currency_is_refused_by_name(client, worker):
    both = {"budget_min": "1.5", "budget_max": "2.50", "currency": "JPY"}
    refused = {("budget_min", "too_many_decimals"), ("budget_max", "too_many_decimals")}
    assert codes(client.post("projects", NEW | both)) == refused
    project = client.post("projects", NEW | both | {"currency": "EUR"}).json()
    path = f"projects/{project['id']}"
    assert codes(client.patch(path, {"currency": "JPY"})) == refused
    assert codes(client.patch(path, {"budget_max": "2.505"})) == {
        ("budget_max", "too_many_decimals")
    }
    assert client.patch(path, {"currency": "KWD"}).json()["budget_max"] == "2.500"
    offer = {"cover_note": "On Monday, at seven.", "rate": "5.0", "currency": "JPY"}
    assert codes(worker.post(f"{path}/proposals", offer)) == {("rate", "too_many_decimals")}


def test_budgets_compare_within_a_currency_or_by_exchange_rates_and_it_is_said(client_user, worker):
    make_project(client=client_user, title="In euros", budget_max=100, currency="EUR")
    make_project(client=client_user, title="In rupees", budget_max=9000, currency="INR")
    make_project(client=client_user, title="In dinars", budget_max=100, currency="KWD")
    make_project(client=client_user, title="In any", currency="KWD")

    def titles(**asked):
        page = worker.get("projects", asked).json()
        return {one["title"] for one in page["results"]}, page["query"]["exchange_rates"]

    assert codes(worker.get("projects", {"budget_min": 80})) == {("currency", "required")}
    assert titles(budget_min=80, currency="EUR") == ({"In euros"}, None)
    asked = {"budget_min": 95, "amounts_in": "EUR"}
    assert codes(worker.get("projects", asked)) == {("amounts_in", "no_exchange_rates")}
    import_rates(b"EUR,1\nINR,90", source="The bank")
    found, told = titles(**asked)
    assert found == {"In euros", "In rupees", "In any"}
    assert (told["currency"], told["source"]) == ("EUR", "The bank")
    assert titles(budget_min="101", amounts_in="EUR")[0] == {"In any"}


def test_matches_compare_rates_by_exchange_rates_and_say_of_which_day(client, client_user):
    skill = make_skill("Painting")
    make_freelancer("cheap", skills=("Painting",), hourly_rate=Decimal(900), currency="INR")
    money = {"budget_max": 20, "currency": "EUR", "budget_is_hourly": True}
    project = make_project(client=client_user, skills=[skill], **money)

    def told() -> str:
        (match,) = client.get(f"projects/{project.pk}/matches").json()["results"]
        return next(one["detail"] for one in match["reasons"] if one["code"] == "rate")

    assert told() == "The rate is in another currency."
    import_rates(b"EUR,1\nINR,90")
    assert told().startswith("The rate is within the budget. Compared by exchange rates as of ")
    import_rates(b"EUR,1\nINR,30")
    assert told().startswith("The rate is 50 % above the budget. Compared by ")


def test_recommendations_compare_the_own_rate_by_exchange_rates(client_user, worker, freelancer):
    skill = make_skill("Painting")
    add_skill(user=freelancer, name="Painting")
    update_profile(user=freelancer, changes={"hourly_rate": Decimal(900), "currency": "INR"})
    money = {"budget_max": 20, "currency": "EUR", "budget_is_hourly": True}
    make_project(client=client_user, skills=[skill], **money)

    def told() -> list[str]:
        (one,) = worker.get("me/recommendations").json()["projects"]
        return [reason["detail"] for reason in one["reasons"] if reason["code"] == "rate"]

    assert told() == []
    import_rates(b"EUR,1\nINR,30")
    (detail,) = told()
    assert detail.startswith("Your rate is 50 % above the budget. Compared by exchange rates")
