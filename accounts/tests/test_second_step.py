"""Logging in with a second factor: the step after the password or the code."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from accounts.models import Role, Session, Status, User
from accounts.services.entry import Method, complete_log_in
from accounts.services.second_factor import challenges, forget_devices
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.factories import UserFactory, suspended, with_status
from accounts.tests.second_factor import (
    challenge_of,
    code_of,
    first_step,
    second_step,
    with_app,
    wrong_code,
)

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


@pytest.fixture
def app(freelancer):
    """The freelancer's authenticator app."""
    return with_app(freelancer)


@pytest.fixture
def verified(freelancer):
    User.objects.filter(pk=freelancer.pk).update(
        phone_number=PHONE, phone_verified_at=timezone.now(), email_verified_at=timezone.now()
    )
    freelancer.refresh_from_db()
    return freelancer


def by_sms(api, outbox, **body):
    """The answer to the right code of a text message."""
    asked = {"phone_number": PHONE, "purpose": "login"}
    api.post("auth/request-otp", asked)
    (code,) = re.findall(r"\d{6}", outbox[-1][1])
    return api.post("auth/verify-otp", asked | {"code": code} | body)


def remembered(api, freelancer, code) -> str:
    answer = second_step(api, challenge_of(api, freelancer), code, remember_device=True)
    return answer.json()["remembered_token"]


def test_the_password_alone_opens_no_session(api, freelancer, app):
    answer = first_step(api, freelancer)
    assert answer.status_code == 403
    body = answer.json()
    assert body["type"] == "client_error"
    assert [one["code"] for one in body["errors"]] == ["second_factor_required"]
    assert not Session.objects.exists()


def test_challenge_and_code_open_the_session(api, freelancer, app):
    answer = second_step(api, challenge_of(api, freelancer), code_of(app))
    assert answer.status_code == 200
    assert answer.json()["user"]["username"] == "asha"
    assert answer.json()["remembered_token"] is None
    assert answer["Cache-Control"] == "no-store"
    api.use_token(answer.json()["access_token"])
    assert api.get("me").status_code == 200
    session = Session.objects.get()
    assert session.second_factor_at
    assert session.code_verified_at is None


def test_a_recovery_code_does_too_and_is_good_once(api, freelancer, app):
    code = make_recovery_codes(freelancer)[0]
    assert second_step(api, challenge_of(api, freelancer), f" {code.upper()} ").status_code == 200
    assert StaticToken.objects.count() == 9
    assert second_step(api, challenge_of(api, freelancer), code).status_code == 422


def test_who_lacks_a_second_factor_logs_in_as_before(api, freelancer):
    assert first_step(api, freelancer).status_code == 200
    assert Session.objects.get().second_factor_at is None


def test_a_wrong_password_is_told_nothing_of_a_second_factor(api, freelancer, app):
    other = UserFactory()
    answers = [first_step(api, one, password="wrong") for one in (freelancer, other)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_a_code_by_sms_alone_opens_no_session_either(api, verified, app, sms_outbox):
    answer = by_sms(api, sms_outbox)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "second_factor_required"
    done = second_step(api, answer.json()["challenge"], code_of(app))
    assert done.status_code == 200
    assert Session.objects.get().code_verified_at  # as fresh as the code was


def test_a_reset_password_does_not_spare_the_second_step(api, verified, app, mailoutbox):
    api.post("auth/forgot-password", {"email": verified.email})
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    new = "seven green umbrellas"
    body = {"token": token, "new_password": new}
    assert api.post("auth/reset-password", body).status_code == 204
    assert first_step(api, verified, password=new).status_code == 403


def test_a_reset_password_leaves_staff_their_app_though_no_address_was_verified(
    api, admin_user, mailoutbox
):
    with_app(admin_user)
    test_a_reset_password_does_not_spare_the_second_step(api, admin_user, None, mailoutbox)


def test_a_passkey_that_verified_its_user_counts_as_both(freelancer, app):
    session = complete_log_in(
        user=freelancer, method=Method.PASSKEY, address="127.0.0.1", user_agent=""
    )
    assert session.second_factor_at
    assert session.code_verified_at


def test_who_holds_the_phone_is_not_stopped_by_a_squatters_second_factor(api, sms_outbox):
    """Nothing was verified: whoever registered with somebody's number is out, factor and all."""
    squatted = UserFactory(phone_number=PHONE, email=None, status=Status.PENDING)
    with_app(squatted)
    assert by_sms(api, sms_outbox).status_code == 200
    assert first_step(api, squatted).status_code == 401


def test_nor_who_holds_the_address(api, mailoutbox):
    squatted = UserFactory(status=Status.PENDING)
    with_app(squatted)
    api.post("auth/forgot-password", {"email": squatted.email})
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    new = "seven green umbrellas"
    api.post("auth/reset-password", {"token": token, "new_password": new})
    assert first_step(api, squatted, password=new).status_code == 200


def test_a_code_that_was_used_is_refused_as_a_wrong_one_is(api, freelancer, app):
    code = code_of(app)
    second_step(api, challenge_of(api, freelancer), code)
    used = second_step(api, challenge_of(api, freelancer), code)
    wrong = second_step(api, challenge_of(api, freelancer), wrong_code(app))
    assert (used.status_code, wrong.status_code) == (422, 422)
    assert used.json() == wrong.json()


def test_the_code_of_somebody_else_is_refused(api, freelancer, app, outsider):
    theirs = with_app(outsider)
    assert second_step(api, challenge_of(api, freelancer), code_of(theirs)).status_code == 422


def test_a_challenge_is_good_for_one_log_in(api, freelancer, app):
    challenge = challenge_of(api, freelancer)
    assert second_step(api, challenge, code_of(app)).status_code == 200
    again = second_step(api, challenge, code_of(app, steps=1))
    assert again.status_code == 401
    assert again.json()["errors"][0]["code"] == "log_in_expired"


def test_a_wrong_code_leaves_the_challenge_good(api, freelancer, app):
    challenge = challenge_of(api, freelancer)
    assert second_step(api, challenge, wrong_code(app)).status_code == 422
    assert second_step(api, challenge, code_of(app)).status_code == 200


def change_password(user):
    user.set_password("seven green umbrellas")
    user.save()


def change_email(user):
    User.objects.filter(pk=user.pk).update(email="moved@example.com")


def change_phone(user):
    User.objects.filter(pk=user.pk).update(phone_number="+919820099999")


def change_factor(user):
    forget_devices(user)
    with_app(user)


CHANGES = [change_password, change_email, change_phone, change_factor]


@pytest.mark.parametrize("change", CHANGES)
def test_a_challenge_dies_with_any_change_of_identity(api, freelancer, app, change):
    challenge = challenge_of(api, freelancer)
    change(freelancer)
    app = freelancer.totpdevice_set.get()
    assert second_step(api, challenge, code_of(app)).status_code == 401


@pytest.mark.parametrize("challenge", ["x", "", "a:b:c", "\0", "ü" * 200])
def test_what_is_no_challenge_is_refused(api, freelancer, app, challenge):
    assert second_step(api, challenge, code_of(app)).status_code in {401, 422}


def test_nothing_else_that_we_sign_is_a_challenge(api, freelancer, app):
    forged = signing.dumps([freelancer.pk.hex, "x", "password", False, "n"], salt="verify-email")
    token = remembered(api, freelancer, code_of(app))
    for signed in (forged, token):
        assert second_step(api, signed, code_of(app, steps=1)).status_code == 401


def test_a_challenge_lives_five_minutes(api, freelancer, app, monkeypatch):
    challenge = challenge_of(api, freelancer)
    monkeypatch.setattr(challenges, "LIFETIME", timedelta(seconds=-1))
    assert second_step(api, challenge, code_of(app)).status_code == 401


def test_whoever_is_suspended_between_the_steps_stays_out(api, freelancer, app):
    challenge = challenge_of(api, freelancer)
    suspended(freelancer)
    answer = second_step(api, challenge, code_of(app))
    assert answer.json()["errors"][0]["code"] == "account_suspended"
    assert not Session.objects.exists()


def test_the_account_is_switched_on_again_by_both_steps_not_by_the_first(api, freelancer, app):
    with_status(freelancer, Status.INACTIVE)
    assert first_step(api, freelancer).json()["errors"][0]["code"] == "account_inactive"
    challenge = challenge_of(api, freelancer, reactivate=True)
    freelancer.refresh_from_db()
    assert freelancer.status == Status.INACTIVE
    assert second_step(api, challenge, code_of(app)).status_code == 200
    freelancer.refresh_from_db()
    assert freelancer.status == Status.ACTIVE


def test_five_wrong_codes_wait_at_one_address_and_not_at_another(api, freelancer, app):
    challenge = challenge_of(api, freelancer)
    for _ in range(5):
        assert second_step(api, challenge, wrong_code(app)).status_code == 422
    answer = second_step(api, challenge, code_of(app))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    elsewhere = api.post(
        "auth/second-factor",
        {"challenge": challenge, "code": code_of(app)},
        REMOTE_ADDR="203.0.113.99",
    )
    assert elsewhere.status_code == 200


def test_a_hundred_wrong_codes_in_a_row_leave_the_recovery_codes(api, freelancer, app):
    codes = make_recovery_codes(freelancer)
    challenge = challenge_of(api, freelancer)
    for number in range(101):
        body = {"challenge": challenge, "code": wrong_code(app)}
        answer = api.post("auth/second-factor", body, REMOTE_ADDR=f"203.0.113.{number}")
    assert answer.status_code == 429
    body = {"challenge": challenge, "code": code_of(app)}
    assert api.post("auth/second-factor", body, REMOTE_ADDR="192.0.2.1").status_code == 429
    body["code"] = codes[0]
    assert api.post("auth/second-factor", body, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_no_session_is_opened_but_by_the_function_that_asks(freelancer):
    """Who opens sessions: the one that every way in ends in, registering (there is no second factor
    yet), and Django's own log-in forms, which leave the browser halfway.
    """
    root = Path(django_settings.BASE_DIR)
    opens = set()
    for app in ("accounts", "otp", "profiles", "projects", "reviews", "moderation", "config"):
        for path in (root / app).rglob("*.py"):
            if "tests" in path.parts:
                continue
            calls = (node for node in ast.walk(ast.parse(path.read_text())))
            names = {
                getattr(node.func, "id", getattr(node.func, "attr", ""))
                for node in calls
                if isinstance(node, ast.Call)
            }
            if "open_session" in names:
                opens.add(str(path.relative_to(root)))
    assert opens == {
        "accounts/browser.py",
        "accounts/services/entry.py",
        "accounts/services/registration.py",
        "otp/services/verifying.py",  # registering by code
    }


def test_staff_need_it_for_the_api_too(api, admin_user):
    app = with_app(admin_user)
    assert admin_user.role == Role.ADMIN
    assert second_step(api, challenge_of(api, admin_user), code_of(app)).status_code == 200
