"""A session that ends while somebody works: after logging in, they are where they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.functions import Now

from accounts.models import RevokedReason, Session
from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture
def ended(client: Client, freelancer: User) -> Client:
    """A browser whose session was ended meanwhile."""
    client.force_login(freelancer)
    Session.objects.all().revoke(RevokedReason.ENDED)
    return client


def log_in(browser: Client, answer: Any) -> str:
    """Where logging in leads, after this answer."""
    address = answer.headers.get("HX-Redirect") or answer["Location"]
    assert address.startswith("/login")
    landed = browser.post(address, {"identifier": "asha", "password": PASSWORD})["Location"]
    assert browser.get(landed).status_code == 200
    return str(landed)


def test_a_button_leads_back_to_the_page_that_it_was_on(ended):
    pressed = ended.post("/account/send-verification", HTTP_REFERER=f"{SITE}/account?a=1")
    assert log_in(ended, pressed) == "/account?a=1"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/account",
        "//evil.example/account",
        f"{SITE}//evil.example/account",
        "javascript:alert(1)",
        "http://[",
        f"{SITE}/logout",
        f"{SITE}/nothing",
        f"{SITE}/account/send-verification",
    ],
)
def test_without_such_a_page_the_dashboard_is_next(ended, referer):
    pressed = ended.post("/account/send-verification", HTTP_REFERER=referer)
    assert log_in(ended, pressed) == "/dashboard"


def test_a_form_leads_back_to_itself(ended):
    sent = ended.post("/account/address", {"city": "Pune"}, HTTP_REFERER=f"{SITE}/dashboard")
    assert log_in(ended, sent) == "/account/address"


def test_a_button_that_htmx_pressed_leads_back_to_its_page(ended):
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"}
    htmx["HTTP_HX_CURRENT_URL"] = f"{SITE}/account/security"
    assert log_in(ended, ended.post("/account/send-verification", **htmx)) == "/account/security"


def test_what_htmx_puts_into_a_page_is_no_page_to_land_on(ended):
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"{SITE}/profile/skills"}
    asked = ended.get("/profile/skills/suggest?name=til", **htmx)
    assert log_in(ended, asked) == "/profile/skills"


def test_a_log_in_by_phone_leads_to_no_button_either(
    client, freelancer, sms_outbox, django_capture_on_commit_callbacks
):
    type(freelancer).objects.update(phone_number="+919820012345", phone_verified_at=Now())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/login/phone?next=/account/send-verification", {"phone_number": "+919820012345"}
        )
    code = "".join(filter(str.isdigit, sms_outbox[-1][1]))[:6]
    answer = client.post("/login/phone/code", {"code": code})
    assert answer["Location"] == "/dashboard"


def test_staff_whose_session_ended_land_on_no_button(client, admin_user):
    body = {"username": "chief", "password": PASSWORD, "next": "/admin/accounts/user/"}
    assert client.post("/admin/login/", body)["Location"] == "/admin/accounts/user/"
