"""The second factor on pages: logging in with it, and what a member does with it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.links import Purpose, make_token
from accounts.models import RememberedDevice, Role, Session, User
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.second_factor import (
    code_of,
    code_of_key,
    log_in_on_page,
    with_app,
    wrong_code,
)

pytestmark = pytest.mark.django_db
STEP = "/login/second-factor"
CONFIRM = "/account/second-factor/confirm"
ENROL = "/account/second-factor/new"
PROOF = {"current_password": PASSWORD}


@pytest.fixture
def browser(client, freelancer):
    """A browser in which the freelancer, who has no second factor, is logged in."""
    client.force_login(freelancer)
    return client


@pytest.fixture
def app(freelancer):
    return with_app(freelancer)


def is_logged_in(browser) -> bool:
    return browser.get("/account").status_code == 200


def set_up(browser, **body):
    context = browser.get(ENROL).context
    key = context["key"].replace(" ", "")
    token = context["form"].initial["enrolment"]
    return browser.post(ENROL, {"enrolment": token, "code": code_of_key(key)} | PROOF | body)


def test_the_password_leads_to_the_second_step_which_leads_on(client, freelancer, app):
    step = log_in_on_page(client, freelancer, next="/account/address")
    assert step.url == STEP
    assert not is_logged_in(client)
    page = client.get(STEP)
    assert page.status_code == 200
    done = client.post(STEP, {"code": code_of(app)})
    assert done.url == "/account/address"
    assert is_logged_in(client)


def test_a_code_by_sms_leads_there_too(
    client, freelancer, app, sms_outbox, django_capture_on_commit_callbacks
):
    now = timezone.now()
    User.objects.filter(pk=freelancer.pk).update(
        phone_number="+919820012345", phone_verified_at=now
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/login/phone?next=/account/address", {"phone_number": "+919820012345"})
    (code,) = re.findall(r"\d{6}", sms_outbox[-1][1])
    assert client.post("/login/phone/code", {"code": code}).url == STEP
    assert not is_logged_in(client)
    assert client.post(STEP, {"code": code_of(app)}).url == "/account/address"
    assert is_logged_in(client)


def test_a_wrong_code_is_told_on_the_page(client, freelancer, app):
    log_in_on_page(client, freelancer)
    answer = client.post(STEP, {"code": wrong_code(app)})
    assert answer.status_code == 422
    assert "not right" in answer.content.decode()
    assert not is_logged_in(client)


def test_a_recovery_code_opens_it_as_it_is_written_down(client, freelancer, app):
    code = make_recovery_codes(freelancer)[0]
    log_in_on_page(client, freelancer)
    assert client.post(STEP, {"code": f" {code.upper()} "}).status_code == 302
    assert is_logged_in(client)


def test_without_the_first_step_there_is_no_second(client):
    assert client.get(STEP).url == "/login"
    assert client.post(STEP, {"code": "123456"}).url == "/login"


def test_too_late_it_begins_again_and_says_why(client, freelancer, app):
    log_in_on_page(client, freelancer)
    User.objects.filter(pk=freelancer.pk).update(email="moved@example.com")
    answer = client.post(STEP, {"code": code_of(app)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/login"
    assert "Log in again" in answer.content.decode()


def test_the_step_leads_to_no_other_site(client, freelancer, app):
    log_in_on_page(client, freelancer, next="https://evil.example/")
    assert client.post(STEP, {"code": code_of(app)}).url == "/dashboard"


def test_a_remembered_browser_is_not_asked_again(client, freelancer, app):
    log_in_on_page(client, freelancer)
    answer = client.post(STEP, {"code": code_of(app), "remember_device": "on"})
    cookie = answer.cookies["guildhall_remembered"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600
    client.post("/logout")
    assert log_in_on_page(client, freelancer).url == "/dashboard"
    assert is_logged_in(client)


def test_where_no_device_is_remembered_nobody_is_asked_whether_to(client, freelancer, settings):
    settings.SECOND_FACTOR_REMEMBERED = timedelta(0)
    app = with_app(freelancer)
    log_in_on_page(client, freelancer)
    assert "remember_device" not in client.get(STEP).content.decode()
    assert client.post(STEP, {"code": code_of(app), "remember_device": "on"}).status_code == 302
    assert "guildhall_remembered" not in client.cookies


def test_a_browser_that_was_not_told_to_keeps_no_cookie(client, freelancer, app):
    log_in_on_page(client, freelancer)
    assert "guildhall_remembered" not in client.post(STEP, {"code": code_of(app)}).cookies
    assert not RememberedDevice.objects.exists()


@pytest.mark.parametrize("cookie", ["\0", "x" * 3000, "a:b:c", '"\\000"', "ü"])
def test_no_cookie_breaks_the_log_in(client, freelancer, app, cookie):
    client.cookies["guildhall_remembered"] = cookie
    assert log_in_on_page(client, freelancer).url == STEP


def test_staff_who_came_by_both_steps_enter_the_admin(client, admin_user):
    app = with_app(admin_user)
    log_in_on_page(client, admin_user)
    client.post(STEP, {"code": code_of(app)})
    assert client.get("/admin/accounts/user/").status_code == 200


def test_a_remembered_browser_opens_no_admin(client, admin_user, settings):
    app = with_app(admin_user)
    log_in_on_page(client, admin_user)
    client.post(STEP, {"code": code_of(app), "remember_device": "on"})
    client.post("/logout")
    log_in_on_page(client, admin_user)
    assert is_logged_in(client)
    assert client.get("/admin/accounts/user/").status_code == 302


def test_the_admins_own_log_in_form_opens_no_page_before_the_code(client, admin_user):
    app = with_app(admin_user)
    client.post("/admin/login/", {"username": "chief", "password": PASSWORD, "next": "/admin/"})
    for path in ("/account", "/account/export", "/api/v1/me", "/api/v1/me/export"):
        assert client.get(path).status_code in {302, 401}, path
    client.post("/admin/second-factor/", {"code": code_of(app)})
    assert client.get("/admin/accounts/user/").status_code == 200
    assert is_logged_in(client)
    assert Session.objects.get().second_factor_at


def test_no_log_in_form_of_a_library_is_a_way_around(client, freelancer, app):
    client.post("/api/browse/login/", {"username": "asha", "password": PASSWORD})
    assert client.get("/api/v1/me").status_code == 401
    assert not is_logged_in(client)


# --- One's own --------------------------------------------------------------------------------


def test_it_is_set_up_by_picture_or_key_and_shows_its_recovery_codes(browser, freelancer):
    page = browser.get(ENROL)
    assert 'src="data:image/svg+xml' in page.content.decode()
    answer = set_up(browser)
    codes = re.findall(r"<code>([a-z2-7]{6}-[a-z2-7]{6})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in answer["Cache-Control"]
    overview = browser.get("/account/second-factor").content.decode()
    assert "You have 10 left" in overview
    assert is_logged_in(browser)


def test_the_page_tells_what_codes_by_sms_are_open_to(browser):
    page = browser.get("/account/second-factor").content.decode()
    assert "text messages can be intercepted" in page


def test_a_wrong_code_keeps_the_key_that_was_scanned(browser):
    first = browser.get(ENROL)
    token = first.context["form"].initial["enrolment"]
    answer = browser.post(ENROL, {"enrolment": token, "code": "000"} | PROOF)
    assert answer.status_code == 422
    assert answer.context["key"] == first.context["key"]


def test_an_old_form_begins_again_and_says_why(browser):
    answer = browser.post(ENROL, {"enrolment": "forged", "code": "123456"} | PROOF, follow=True)
    assert "Begin again" in answer.content.decode()
    assert not TOTPDevice.objects.exists()


def test_who_has_one_is_led_to_the_overview(browser, app):
    assert browser.get(ENROL).url == "/account/second-factor"


@pytest.mark.parametrize("path", ["remove", "codes"])
def test_what_is_sensitive_asks_for_a_code_first_and_comes_back(browser, app, path):
    address = f"/account/second-factor/{path}"
    step = browser.get(address)
    assert step.url.startswith(CONFIRM)
    assert browser.post(step.url, {"code": code_of(app)}).url == address
    assert browser.get(address).status_code == 200


def test_it_is_removed_with_the_password(browser, app):
    browser.post(CONFIRM, {"code": code_of(app)})
    wrong = browser.post("/account/second-factor/remove", {"current_password": "wrong"})
    assert wrong.status_code == 403
    assert browser.post("/account/second-factor/remove", PROOF).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert is_logged_in(browser)


def test_new_codes_are_shown_once(browser, app):
    browser.post(CONFIRM, {"code": code_of(app)})
    answer = browser.post("/account/second-factor/codes", PROOF)
    assert len(re.findall(r"<code>", answer.content.decode())) == 10


def test_the_export_is_downloaded_after_the_code(browser, app):
    step = browser.get("/account/export")
    assert step.url == f"{CONFIRM}?next=/account/data"
    assert browser.post(step.url, {"code": code_of(app)}).url == "/account/data"
    assert browser.get("/account/export")["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/account/security", PROOF | {"new_password": "seven green umbrellas"}),
        ("/account/data", PROOF),
        (
            "/account",
            PROOF | {"first_name": "A", "last_name": "B", "username": "asha", "email": "n@x.org"},
        ),
    ],
)
def test_a_form_that_needs_the_code_leads_to_it(browser, app, path, body):
    step = browser.post(path, body)
    assert step.url == f"{CONFIRM}?next={path}"
    browser.post(step.url, {"code": code_of(app)})
    assert browser.post(path, body).status_code == 302


def test_every_device_is_asked_again(browser, freelancer, app):
    RememberedDevice.objects.create(user=freelancer, expires_at=timezone.now() + timedelta(days=1))
    assert "1 device" in browser.get("/account/second-factor").content.decode()
    browser.post("/account/second-factor/forget-devices")
    assert not RememberedDevice.objects.exists()


def test_who_has_none_has_nothing_to_confirm(browser):
    assert browser.get(CONFIRM).url == "/account/second-factor"


# --- Required by role -------------------------------------------------------------------------


def test_who_lacks_one_that_the_role_needs_is_led_to_set_it_up(browser, settings):
    settings.SECOND_FACTOR_ROLES = [Role.FREELANCER]
    for path in ("/dashboard", "/account", "/projects", "/account/address"):
        assert browser.get(path).url == "/account/second-factor"
    assert browser.get("/api/v1/me/profile").status_code == 403
    assert browser.get("/api/v1/me").status_code == 200
    assert "needs a second factor" in browser.get("/account/second-factor").content.decode()
    assert set_up(browser).status_code == 200
    assert browser.get("/account").status_code == 200


def test_who_lacks_one_can_log_out(browser, settings):
    settings.SECOND_FACTOR_ROLES = [Role.FREELANCER]
    assert browser.post("/logout").url == "/"
    assert browser.get("/search").status_code == 200


def test_who_lacks_one_can_take_the_data_along_and_leave_for_good(browser, freelancer, settings):
    settings.SECOND_FACTOR_ROLES = [Role.FREELANCER]
    assert "/account/data" in browser.get("/account/second-factor").content.decode()
    assert browser.get("/account/data").status_code == 200
    assert browser.get("/account/export").json()["user"]["username"] == "asha"
    assert browser.post("/account/data", {"current_password": "wrong"}).status_code == 403
    assert browser.post("/account/data", PROOF).url == "/"
    freelancer.refresh_from_db()
    assert freelancer.erased_at is not None


def test_who_lacks_one_can_open_the_link_that_was_mailed(browser, freelancer, settings):
    settings.SECOND_FACTOR_ROLES = [Role.FREELANCER]
    User.objects.update(email_verified_at=None)
    token = make_token(User.objects.get(pk=freelancer.pk), Purpose.VERIFY_EMAIL)
    assert browser.get(f"/verify-email?token={token}").status_code == 200
    answer = browser.post("/verify-email", {"token": token})
    assert "is verified" in answer.content.decode()
    freelancer.refresh_from_db()
    assert freelancer.email_verified_at is not None


def test_others_and_strangers_are_not_led_there(settings):
    settings.SECOND_FACTOR_ROLES = [Role.FREELANCER]
    other = Client()
    assert other.get("/").status_code == 200
    other.force_login(UserFactory(role=Role.CLIENT))
    assert other.get("/account").status_code == 200


def test_confirming_leads_to_no_page_that_only_a_button_opens(client, freelancer):
    client.force_login(freelancer)
    answer = client.get("/account/second-factor/confirm?next=/account/send-verification")
    assert answer.status_code == 302
    assert answer.url == "/account/second-factor"
