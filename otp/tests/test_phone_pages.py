"""Logging in by a code, on pages."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from accounts.models import Session, Status, User
from accounts.services.status import change_status
from accounts.tests.factories import PASSWORD, UserFactory, suspended
from otp.models import OneTimeCode

pytestmark = pytest.mark.django_db
PHONE = "+4915123456789"


@pytest.fixture
def mira():
    return UserFactory(username="mira", phone_number=PHONE, phone_verified_at=timezone.now())


@pytest.fixture
def ask(client, sms_outbox, django_capture_on_commit_callbacks):
    """Ask for a code in a browser; answers the page and the code that came."""

    def ask(phone_number: str = PHONE, query: str = "", page: str = "/login/phone"):
        with django_capture_on_commit_callbacks(execute=True):
            page = client.post(f"{page}{query}", {"phone_number": phone_number})
        found = re.search(r"\b\d{6}\b", sms_outbox[-1][1]) if sms_outbox else None
        return page, found and found[0]

    return ask


def test_a_code_logs_in(client, mira, ask):
    asked, code = ask()
    assert asked["Location"] == "/login/phone/code"
    answer = client.post("/login/phone/code", {"code": code})
    assert answer["Location"] == "/dashboard"
    session = Session.objects.get(user=mira)
    assert session.code_verified_at
    assert client.get("/dashboard").status_code == 200


def test_it_leads_to_where_one_was_going(client, mira, ask):
    _asked, code = ask(query="?next=/account")
    assert client.post("/login/phone/code", {"code": code})["Location"] == "/account"


def test_an_unknown_phone_sees_the_same_pages(client, ask):
    asked, _code = ask()
    assert asked["Location"] == "/login/phone/code"
    assert f"If codes can be sent to {PHONE}" in client.get("/login/phone/code").content.decode()
    answer = client.post("/login/phone/code", {"code": "123456"})
    assert answer.status_code == 422
    assert b"This code is not valid." in answer.content
    assert OneTimeCode.objects.get().is_decoy


def test_it_leads_nowhere_else(client, mira, ask):
    _asked, code = ask(query="?next=https://evil.example/")
    assert client.post("/login/phone/code", {"code": code})["Location"] == "/dashboard"


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "\0", "1" * 40])
def test_what_is_no_code_is_told(client, mira, ask, code):
    ask()
    answer = client.post("/login/phone/code", {"code": code})
    assert answer.status_code == 422
    assert b'id="id_code_error"' in answer.content


def test_five_wrong_codes_burn_the_right_one(client, mira, ask):
    _asked, code = ask()
    for _ in range(5):
        client.post("/login/phone/code", {"code": "000000" if code != "000000" else "111111"})
    answer = client.post("/login/phone/code", {"code": code})
    assert answer.status_code == 429
    assert answer["Retry-After"]


@pytest.mark.parametrize("phone", ["", "123", "+4930123456", "+35312345678901234", "\0"])
def test_a_number_that_gets_no_code_is_told(client, ask, phone):
    page, _code = ask(phone)
    assert page.status_code == 422
    assert b'id="id_phone_number_error"' in page.content


def test_a_second_code_has_to_wait(client, mira, ask):
    ask()
    page, _code = ask()
    assert page.status_code == 429
    assert page["Retry-After"]


def test_somebody_registers_by_a_code(client, ask):
    asked, code = ask(page="/register/phone")
    assert asked["Location"] == "/register/phone/code"
    body = {"code": code, "role": "client", "username": "noor"}
    page = client.post("/register/phone/code", body).content.decode()
    assert "Your phone number is verified." in page
    assert len(re.findall(r"<code>[a-z2-7]{6}-[a-z2-7]{6}</code>", page)) == 10
    assert 'href="/dashboard"' in page
    user = User.objects.get(username="noor")
    assert (user.phone_number, user.status) == (PHONE, Status.ACTIVE)
    assert client.get("/dashboard").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"), [({"username": ""}, "username"), ({"role": ""}, "role")]
)
def test_what_is_missing_to_register_is_told_and_the_code_stays_good(client, ask, changes, field):
    _asked, code = ask(page="/register/phone")
    body = {"code": code, "role": "client", "username": "noor"}
    answer = client.post("/register/phone/code", body | changes)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert client.post("/register/phone/code", body).status_code == 200
    assert User.objects.filter(username="noor").exists()


def test_a_phone_that_has_an_account_registers_no_other(client, mira, ask):
    asked, _code = ask(page="/register/phone")
    assert asked["Location"] == "/register/phone/code"
    body = {"code": "123456", "role": "client", "username": "noor"}
    assert client.post("/register/phone/code", body).status_code == 422
    assert not User.objects.filter(username="noor").exists()


def test_a_phone_is_proved_with_the_password(client, ask):
    noor = UserFactory(username="noor")
    client.force_login(noor)
    asked, code = ask(page="/account/phone")
    assert asked["Location"] == "/account/phone/code"
    refused = client.post("/account/phone/code", {"code": code})
    assert refused.status_code == 403
    assert b'id="id_current_password_error"' in refused.content
    body = {"code": code, "current_password": PASSWORD}
    assert client.post("/account/phone/code", body)["Location"] == "/account"
    noor.refresh_from_db()
    assert noor.phone_number == PHONE
    assert noor.phone_verified_at
    assert client.get("/account/phone/code")["Location"] == "/account/phone"


def test_the_second_step_needs_the_first(client):
    assert client.get("/login/phone/code")["Location"] == "/login/phone"
    assert client.post("/login/phone/code", {"code": "123456"})["Location"] == "/login/phone"


def test_a_suspended_account_does_not_get_in(client, mira, ask):
    suspended(mira)
    _asked, code = ask()
    answer = client.post("/login/phone/code", {"code": code})
    assert answer.status_code in {403, 422}
    assert client.get("/dashboard").status_code == 302


def test_an_account_that_was_switched_off_is_switched_on_by_its_owner(client, mira, ask):
    change_status(user=mira, to=Status.INACTIVE)
    _asked, code = ask()
    client.post("/login/phone/code", {"code": code, "reactivate": "on"})
    mira.refresh_from_db()
    assert mira.status == Status.ACTIVE


def test_a_code_comes_in_the_language_of_the_page(
    client, mira, sms_outbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        body = {"phone_number": mira.phone_number}
        client.post("/login/phone", body, HTTP_ACCEPT_LANGUAGE="de")
    assert "ist Ihr Code für Guildhall" in sms_outbox[-1][1]


@pytest.fixture
def pending(db):
    """Registered with a phone, and verified nothing yet."""
    return UserFactory(username="pending", phone_number=PHONE, status=Status.PENDING)


def test_the_first_code_asks_for_the_password_and_then_loses_nothing(client, pending, ask):
    _asked, code = ask()
    asked = client.post("/login/phone/code", {"code": code})
    assert asked.status_code == 403
    assert b'type="password" name="current_password"' in asked.content
    wrong = client.post("/login/phone/code", {"code": code, "current_password": "wrong"})
    assert wrong.status_code == 403
    assert b'id="id_current_password_error"' in wrong.content
    body = {"code": code, "current_password": PASSWORD}
    assert client.post("/login/phone/code", body)["Location"] == "/dashboard"
    pending.refresh_from_db()
    assert (pending.status, pending.email) == (Status.ACTIVE, "pending@example.com")
    assert pending.check_password(PASSWORD)


def test_whoever_does_not_know_the_password_starts_over(client, pending, ask):
    _asked, code = ask()
    body = {"code": code, "start_over": "on"}
    assert client.post("/login/phone/code", body)["Location"] == "/dashboard"
    pending.refresh_from_db()
    assert (pending.email, pending.has_usable_password()) == (None, False)
