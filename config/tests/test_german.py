"""Every page in German, and money, numbers and dates as Germans write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Role, User
from accounts.services.preferences import save_preference
from accounts.tests.factories import UserFactory
from config.templatetags.shown import mid_sentence, moment, money
from config.tests.test_page_access import NAMES, address_of
from moderation.tests.factories import make_decision
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_revealed

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}
# What belongs to somebody else, buttons, which answer no GET, and a link without its token.
REFUSALS = {403, 404, 405, 422}


@pytest.mark.parametrize("role", [None, Role.FREELANCER, Role.CLIENT])
def test_every_page_is_there_in_german(role):
    browser = Client(**GERMAN)
    if role:
        user = UserFactory(role=role)
        make_freelancer(user=user)
        browser.force_login(user)
    for name in NAMES:
        if name == "log-out":
            continue
        answer = browser.get(address_of(name))
        assert answer.status_code in {200, 302} | REFUSALS, name
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            assert '<html lang="de">' in page or "<html" not in page, name
            assert "Zum Inhalt springen" in page or "<main" not in page, name


def test_a_profile_shows_money_numbers_and_dates_as_germans_write_them(client):
    changes = {"hourly_rate": "1234.50", "currency": "EUR", "headline": "Fliesen"}
    mira = make_freelancer("mira", ratings=(4, 5, 5), **changes).user
    User.objects.filter(pk=mira.pk).update(created_at=datetime(2026, 3, 1, tzinfo=UTC))
    page = client.get("/@mira", **GERMAN).content.decode().replace("\xa0", " ")
    assert "1.234,50 € pro Stunde" in page
    assert "Mitglied seit März 2026" in page
    assert re.search(r"\b4,\d\b", page)
    # What programs read is the same in every language.
    english = client.get("/@mira").content.decode()
    data = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)
    assert data.search(page)[0] == data.search(english)[0]


def test_a_german_may_write_a_decimal_comma(client):
    user = UserFactory(role=Role.FREELANCER)
    make_freelancer(user=user)
    save_preference(user=user, language="de")
    client.force_login(user)
    form = client.get("/profile").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    answer = client.post("/profile", typed | {"hourly_rate": "45,50", "currency": "EUR"})
    assert answer.status_code == 302, answer.context["form"].errors
    user.refresh_from_db()
    assert user.profile.details.hourly_rate == Decimal("45.5")


def test_filters_follow_the_language():
    at = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert (moment(at), mid_sentence("Review")) == ("Nov. 21, 2026, 9:05 a.m. UTC", "review")
    with translation.override("de"):
        assert (moment(at), mid_sentence("Bewertung")) == (
            "21. November 2026 09:05 UTC",
            "Bewertung",
        )
        assert money("1234.5", "EUR").replace("\xa0", " ") == "1.234,50 €"
        assert money("1500", "INR").replace("\xa0", " ") == "1.500 ₹"


def test_countries_currencies_and_languages_have_their_german_names(client):
    user = UserFactory(role=Role.FREELANCER)
    make_freelancer(user=user)
    client.force_login(user)
    assert "Trinidad und Tobago" in client.get("/account/address", **GERMAN).content.decode()
    profile = client.get("/profile", **GERMAN).content.decode()
    assert "CHF · Schweizer Franken" in profile
    assert ">Ungarisch</option>" in profile


def test_every_list_of_the_admin_is_there_in_german(client, admin_user):
    save_preference(user=admin_user, language="de", time_zone="Europe/Berlin")
    client.force_login(admin_user)
    make_decision("review", make_revealed())
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert '<html lang="de"' in answer.content.decode(), address
    assert "Offene Fälle" in client.get("/admin/").content.decode()
