"""The form over open projects takes whatever the API takes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client as Browser

from foundation.exchange.importing import import_rates
from profiles.services.profile import make_profile
from profiles.tests.factories import make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha(freelancer) -> Browser:
    make_profile(freelancer)
    browser = Browser()
    browser.force_login(freelancer)
    return browser


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("near=Kochi&within=50", '<option value="" selected>Within 50 km</option>'),
        ("near=Kochi&within=30", '<option value="30" selected>Within 30 km</option>'),
        ("country=in", '<option value="IN" selected>India</option>'),
        ("budget_min=10&budget_max=200&currency=eur", '<option value="EUR" selected>EUR</option>'),
        ("skill=tiling&skill=Plumbing", 'name="skill" value="tiling, Plumbing"'),
        ("skill=tiling,plumbing", 'name="skill" value="tiling,plumbing"'),
    ],
)
def test_what_the_api_takes_is_found_and_shown(asha, client_user, query, shown):
    skills = [make_skill("Tiling"), make_skill("Plumbing")]
    place = {"city": "Kochi", "country": "IN", "skills": skills}
    make_project(client=client_user, title="Tile the bath", **place, budget_min=50, currency="EUR")
    make_project(client=client_user, title="Only tiles", country="DE", skills=skills[:1])
    answer = asha.get(f"/projects?{query}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "errorlist" not in page
    assert shown in page
    assert "Tile the bath" in page
    assert "Only tiles" not in page or "budget" in query


def test_budgets_are_compared_in_a_currency_and_the_page_says_by_which_rates(asha, client_user):
    refused = asha.get("/projects?budget_min=9&amounts_in=EUR")
    assert refused.status_code == 422
    assert "no exchange rates for this currency" in refused.content.decode()
    import_rates(b"EUR,1\nUSD,1.25", as_of=date(2026, 3, 2))
    make_project(client=client_user, title="In dollars", budget_max=100, currency="USD")
    page = asha.get("/projects?budget_min=70&amounts_in=EUR").content.decode()
    assert "In dollars" in page
    assert "compared in EUR by exchange rates as of March 2, 2026" in page
    assert re.search(r'name="other_currencies"[^>]* checked', page)
    ticked = "budget_min=90&currency=EUR&other_currencies=on"
    assert "In dollars" not in asha.get(f"/projects?{ticked}").content.decode()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("budget_min=9", "Say in which currency"),
        ("workplace=moon", "moon"),
        ("ordering=luck", "luck"),
        ("skill=wizardry", "wizardry"),
        ("country=XX", "XX"),
    ],
)
def test_what_the_api_refuses_is_told_beside_its_field(asha, query, told):
    answer = asha.get(f"/projects?{query}")
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answer.content.decode().count('class="errorlist"') == 1
