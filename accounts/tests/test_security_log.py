"""What the log says of log-ins, and of attempts to get around what guards them."""

from __future__ import annotations

import re

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from structlog.testing import capture_logs

from accounts.errors import CodeRefused
from accounts.models import Role, User
from accounts.services.second_factor import confirm
from accounts.tests.authenticator import Authenticator, b64
from accounts.tests.factories import PASSWORD, PasskeyFactory, UserFactory, suspended
from accounts.tests.passkeys import log_in, request_options
from accounts.tests.test_second_factor import code_of, wrong_code
from accounts.tests.test_sessions import refresh, rewind_rotation

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


@pytest.fixture
def asha() -> User:
    return UserFactory(username="asha", phone_number=PHONE)


def by_api(api, browser, outbox):
    api.post("auth/login", {"username": "asha", "password": PASSWORD})


def by_page(api, browser, outbox):
    browser.post("/login", {"identifier": "asha", "password": PASSWORD})


def by_admin(api, browser, outbox):
    User.objects.update(role=Role.ADMIN)
    browser.post("/admin/login/", {"username": "asha", "password": PASSWORD})


def by_code(api, browser, outbox):
    asked = {"phone_number": PHONE, "purpose": "login"}
    api.post("auth/request-otp", asked)
    (code,) = re.findall(r"\d{6}", outbox[0][1])
    api.post("auth/verify-otp", asked | {"code": code})


def by_passkey(api, browser, outbox):
    phone = Authenticator(user_handle=b64(User.objects.get(username="asha").pk.bytes))
    key = {"credential_id": phone.credential_id, "public_key": phone.public_key()}
    PasskeyFactory(user=User.objects.get(username="asha"), **key)
    log_in(api, phone.get(request_options(api)))


@pytest.mark.parametrize(
    ("way", "method"),
    [
        (by_api, "password"),
        (by_page, "password"),
        (by_admin, "password"),
        (by_code, "code"),
        (by_passkey, "passkey"),
    ],
)
def test_each_way_in_is_one_event_with_who_and_how(api, client, asha, sms_outbox, way, method):
    with capture_logs() as events:
        way(api, client, sms_outbox)
    (event,) = (one for one in events if one["event"] == "login_succeeded")
    assert (event["user"], event["method"]) == (str(asha.pk), method)


def test_a_failed_log_in_is_an_event_and_no_success(api, client, asha):
    with capture_logs() as events:
        api.post("auth/login", {"username": "asha", "password": "wrong"})
        client.post("/login", {"identifier": "asha", "password": "wrong"})
        api.post("auth/login", {"username": "nobody", "password": "wrong"})
        log_in(api, Authenticator(user_handle="AAAA").get(request_options(api)))
    seen = [(event["event"], event["user"]) for event in events if "user" in event]
    assert seen == [("login_failed", str(asha.pk))] * 2 + [("login_failed", None)] * 2


@pytest.mark.parametrize("way", [by_api, by_page, by_admin, by_code, by_passkey])
def test_so_is_the_right_proof_of_a_suspended_account(api, client, asha, sms_outbox, way):
    suspended(asha)
    with capture_logs() as events:
        way(api, client, sms_outbox)
    seen = [event for event in events if event["event"].startswith("login")]
    assert [(event["event"], event["user"]) for event in seen] == [("login_failed", str(asha.pk))]


def test_a_second_factor_is_logged_whether_it_is_right_or_not(admin_user):
    device = TOTPDevice.objects.create(user=admin_user, name="phone")
    with capture_logs() as events:
        with pytest.raises(CodeRefused):
            confirm(user=admin_user, code=wrong_code(device))
        confirm(user=admin_user, code=code_of(device))
    assert [(event["event"], event["user"]) for event in events] == [
        ("second_factor_refused", str(admin_user.pk)),
        ("second_factor_accepted", str(admin_user.pk)),
    ]


def test_a_wrong_password_at_a_sensitive_change_is_logged(api_as, asha):
    with capture_logs() as events:
        api_as(asha).delete("me", {"current_password": "wrong"})
    assert {"event": "proof_refused", "user": str(asha.pk), "log_level": "info"} in events


def test_a_replayed_refresh_token_is_logged_with_its_session(api, asha):
    pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    refresh(api, pair["refresh_token"])
    rewind_rotation(61)
    with capture_logs() as events:
        refresh(api, pair["refresh_token"])
    (event,) = (one for one in events if one["event"] == "refresh_token_replayed")
    assert event["session"] == str(asha.sessions.get().pk)
    assert event["log_level"] == "warning"


def test_a_lock_is_logged_by_the_name_of_its_limit(api, asha):
    with capture_logs() as events:
        for _ in range(6):
            api.post("auth/login", {"username": "asha", "password": "wrong"})
    reached = [event["limit"] for event in events if event["event"] == "limit_reached"]
    assert reached == ["login:identifier"]
