"""On pages: a code by SMS to an account that nobody used for long."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from accounts import known_devices
from accounts.models import User
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from otp.tests.test_unused_accounts import PHONE, unused_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha(db) -> User:
    return unused_account()


@pytest.fixture
def halfway(client, asha, sms_outbox, django_capture_on_commit_callbacks):
    """A browser that has given the right code."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/login/phone?next=/account", {"phone_number": PHONE})
    code = re.search(r"\d{6}", sms_outbox[-1][1])[0]
    answer = client.post("/login/phone/code", {"code": code})
    assert answer["Location"] == "/login/phone/other-proof"
    return client


def test_a_recovery_code_leads_on(halfway, asha):
    page = halfway.get("/login/phone/other-proof").content.decode()
    assert "phone numbers change hands" in page
    code = make_recovery_codes(asha)[0]
    wrong = halfway.post("/login/phone/other-proof", {"code": "wrong"})
    assert wrong.status_code == 422
    assert b"This recovery code is not right" in wrong.content
    answer = halfway.post("/login/phone/other-proof", {"code": code})
    assert answer["Location"] == "/account"
    assert halfway.get("/account").status_code == 200


@pytest.mark.parametrize(("is_known", "mails"), [(True, 0), (False, 1)])
def test_a_browser_that_keeps_its_cookie_is_not_told_of_as_new(
    asha, request, mailoutbox, django_capture_on_commit_callbacks, is_known, mails
):
    User.objects.update(email="asha@example.com", email_verified_at=timezone.now())
    browser = request.getfixturevalue("halfway")
    if is_known:
        browser.cookies[known_devices.COOKIE] = known_devices.make_token(asha)
    code = make_recovery_codes(asha)[0]
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/login/phone/other-proof", {"code": code})
    assert answer["Location"] == "/account"
    told = [mail for mail in mailoutbox if mail.subject.startswith("New log-in")]
    assert len(told) == mails


def test_who_does_not_know_the_account_releases_the_number_and_registers(halfway, asha):
    assert halfway.get("/login/phone/release").status_code == 200
    asha.refresh_from_db()
    assert asha.phone_number == PHONE  # looking changes nothing
    answer = halfway.post("/login/phone/release")
    assert answer["Location"] == "/register/phone"
    asha.refresh_from_db()
    assert asha.phone_number is None
    assert f'value="{PHONE}"' in halfway.get("/register/phone").content.decode()


def test_pressed_twice_it_begins_again(halfway):
    halfway.post("/login/phone/release")
    assert halfway.post("/login/phone/release")["Location"] == "/login"


@pytest.mark.parametrize("page", ["other-proof", "release"])
def test_without_the_first_step_it_leads_there(client, page):
    assert client.get(f"/login/phone/{page}")["Location"] == "/login"


def test_the_dashboard_asks_for_an_address_once(client, asha):
    client.force_login(asha)
    assert "Only your phone opens this account" in client.get("/dashboard").content.decode()
    User.objects.update(email="a@example.com", email_verified_at=timezone.now())
    assert "Only your phone opens" not in client.get("/dashboard").content.decode()
