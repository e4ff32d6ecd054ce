"""A member's own second factor by the API: set up, asked for again, taken away, required."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import CodeRefused
from accounts.models import RememberedDevice, Session, User
from accounts.services.second_factor import confirm
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.second_factor import (
    code_in,
    code_of,
    code_of_key,
    enrol,
    first_step,
    show,
    with_app,
    wrong_code,
)

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}


@pytest.fixture
def asha(api, freelancer):
    """The freelancer, with verified addresses, logged in by the password."""
    User.objects.filter(pk=freelancer.pk).update(email_verified_at=timezone.now())
    freelancer.refresh_from_db()
    return api.log_in(freelancer)


@pytest.fixture
def app(asha, freelancer):
    return with_app(freelancer)


def test_nothing_is_set_up_at_first(asha):
    assert asha.get("me/second-factor").json() == {
        "is_enrolled": False,
        "is_required": False,
        "is_asked": False,
        "enrolled_at": None,
        "last_used_at": None,
        "recovery_codes_left": 0,
        "remembered_devices": 0,
    }


def test_a_key_comes_as_text_as_an_address_and_as_a_picture(asha):
    begun = asha.post("me/second-factor/key")
    body = begun.json()
    assert begun["Cache-Control"] == "no-store"
    assert body["otpauth_uri"].startswith("otpauth://totp/")
    assert f"secret={body['key']}" in body["otpauth_uri"]
    assert body["qr_code"].startswith("data:image/svg+xml")
    assert not TOTPDevice.objects.exists()


def test_its_first_code_sets_it_up_and_shows_the_recovery_codes_once(asha, mailoutbox):
    answer = enrol(asha, **PROOF)
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    assert len(set(answer.json()["recovery_codes"])) == 10
    state = asha.get("me/second-factor").json()
    assert state["is_enrolled"]
    assert state["recovery_codes_left"] == 10
    assert "second factor was added" in mailoutbox[-1].subject


def test_all_other_sessions_end_with_it(asha, freelancer):
    other = open_session(user=freelancer, user_agent="", address="203.0.113.1")
    enrol(asha, **PROOF)
    other.refresh_from_db()
    assert other.revoked_reason == "factor_changed"
    assert asha.get("me").status_code == 200


@pytest.mark.parametrize(
    ("proof", "code"),
    [({}, "proof_required"), ({"current_password": "wrong"}, "wrong_password")],
)
def test_whoever_found_an_open_session_sets_nothing_up(asha, proof, code):
    answer = enrol(asha, **proof)
    assert (answer.status_code, code_in(answer)) == (403, code)
    assert not TOTPDevice.objects.exists()


def test_a_fresh_code_by_sms_stands_in_for_the_password(api, freelancer):
    assert enrol(api.log_in(freelancer, by_code=True)).status_code == 201


def test_a_wrong_first_code_sets_nothing_up(asha):
    assert code_in(enrol(asha, code="12345", **PROOF)) == "code_refused"
    assert not TOTPDevice.objects.exists()


def test_a_key_is_good_in_its_session_alone(asha, api_as, freelancer):
    begun = asha.post("me/second-factor/key").json()
    other = api_as(freelancer)
    body = {"enrolment": begun["enrolment"], "code": code_of_key(begun["key"])} | PROOF
    assert code_in(other.post("me/second-factor", body)) == "enrolment_expired"
    body["enrolment"] = "forged"
    assert code_in(asha.post("me/second-factor", body)) == "enrolment_expired"


def test_there_is_one_at_most(asha, app):
    assert code_in(asha.post("me/second-factor/key")) == "second_factor_exists"


def test_the_code_that_set_it_up_is_used_up(asha, freelancer):
    begun = asha.post("me/second-factor/key").json()
    code = code_of_key(begun["key"])
    asha.post("me/second-factor", {"enrolment": begun["enrolment"], "code": code} | PROOF)
    assert code_in(asha.post("me/second-factor/confirm", {"code": code})) == "code_refused"


SENSITIVE = {
    "another e-mail address": ("patch", "me", {"email": "new@example.com"} | PROOF),
    "another phone": ("patch", "me", {"phone_number": "+919820012345"} | PROOF),
    "another password": (
        "post",
        "auth/change-password",
        PROOF | {"new_password": "seven green umbrellas"},
    ),
    "the export": ("get", "me/export", None),
    "new recovery codes": ("post", "me/second-factor/recovery-codes", PROOF),
    "no second factor": ("delete", "me/second-factor", PROOF),
    "erasure": ("delete", "me", PROOF),
}


@pytest.mark.parametrize("what", SENSITIVE)
def test_what_is_sensitive_asks_for_it_again(asha, app, what):
    method, path, body = SENSITIVE[what]
    call = getattr(asha, method)
    refused = call(path, body)
    assert (refused.status_code, code_in(refused)) == (403, "fresh_second_factor_required")
    show(asha, app)
    assert call(path, body).status_code < 300


@pytest.mark.parametrize("what", SENSITIVE)
def test_five_minutes_later_again(asha, app, what):
    method, path, body = SENSITIVE[what]
    show(asha, app)
    Session.objects.update(second_factor_at=timezone.now() - timedelta(minutes=6))
    assert code_in(getattr(asha, method)(path, body)) == "fresh_second_factor_required"


def test_shown_in_another_session_it_opens_nothing_here(asha, app, api_as, freelancer):
    show(api_as(freelancer), app)
    assert code_in(asha.get("me/export")) == "fresh_second_factor_required"


def test_the_second_factor_alone_is_no_proof(asha, app):
    show(asha, app)
    assert code_in(asha.delete("me/second-factor")) == "proof_required"


def test_what_is_not_sensitive_asks_for_nothing(asha, app):
    assert asha.patch("me", {"first_name": "A."}).status_code == 200


def test_a_wrong_code_confirms_nothing(asha, app):
    answer = asha.post("me/second-factor/confirm", {"code": wrong_code(app)})
    assert (answer.status_code, code_in(answer)) == (422, "code_refused")


def test_without_one_there_is_nothing_to_confirm_or_to_remove(asha):
    assert code_in(asha.post("me/second-factor/confirm", {"code": "123456"})) == "no_second_factor"
    assert code_in(asha.delete("me/second-factor", PROOF)) == "no_second_factor"


def test_its_owner_takes_it_away_and_all_that_belongs_to_it(asha, app, freelancer, mailoutbox, api):
    make_recovery_codes(freelancer)
    other = open_session(user=freelancer, user_agent="", address="203.0.113.1")
    show(asha, app)
    assert asha.delete("me/second-factor", PROOF).status_code == 204
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    other.refresh_from_db()
    assert other.revoked_at
    assert asha.get("me").status_code == 200
    assert "second factor" in mailoutbox[-1].subject
    assert first_step(api, freelancer).status_code == 200


def test_new_recovery_codes_kill_the_old_ones(asha, app, freelancer, mailoutbox):
    old = make_recovery_codes(freelancer)
    show(asha, app)
    answer = asha.post("me/second-factor/recovery-codes", PROOF)
    assert answer.status_code == 201
    assert "recovery codes" in mailoutbox[-1].subject
    with pytest.raises(CodeRefused):
        confirm(user=freelancer, code=old[0])
    assert confirm(user=freelancer, code=answer.json()["recovery_codes"][0]) == app.pk


def test_an_account_with_a_phone_alone_has_recovery_codes_when_it_asks(api, sms_outbox):
    user = UserFactory(
        username="asha", email=None, phone_number="+919820012345", phone_verified_at=timezone.now()
    )
    client = api.log_in(user, by_code=True)
    answer = client.post("me/second-factor/recovery-codes")
    assert len(answer.json()["recovery_codes"]) == 10
    assert "recovery codes" in sms_outbox[-1][1]
    # They are a way back, no second factor: logging in asks for none, and uses none up.
    assert first_step(api, user).status_code == 200
    with pytest.raises(CodeRefused):
        confirm(user=user, code=answer.json()["recovery_codes"][0])
    assert StaticToken.objects.count() == 10


def test_each_use_of_a_recovery_code_is_told_and_few_left_too(
    asha, app, freelancer, mailoutbox, django_capture_on_commit_callbacks
):
    def use(codes):
        with django_capture_on_commit_callbacks(execute=True):
            for code in codes:
                confirm(user=freelancer, code=code)
        return mailoutbox[-1].body

    codes = make_recovery_codes(freelancer)
    said = use(codes[:1])
    assert "9 codes left" in said
    assert "run out" not in said
    said = use(codes[1:7])
    assert "3 codes left" in said
    assert "run out" in said


def test_nothing_is_mailed_to_an_address_that_nobody_verified(api, freelancer, mailoutbox):
    enrol(api.log_in(freelancer), **PROOF)
    assert mailoutbox == []


def test_every_device_can_be_asked_again(asha, freelancer, app, api):
    challenge = first_step(api, freelancer).json()["challenge"]
    body = {"challenge": challenge, "code": code_of(app), "remember_device": True}
    token = api.post("auth/second-factor", body).json()["remembered_token"]
    assert asha.get("me/second-factor").json()["remembered_devices"] == 1
    assert asha.delete("me/second-factor/remembered-devices").status_code == 204
    assert first_step(api, freelancer, remembered_token=token).status_code == 403


def test_the_export_tells_of_it_and_holds_no_secret(asha, app, freelancer):
    codes = make_recovery_codes(freelancer)
    show(asha, app)
    answer = asha.get("me/export")
    held = answer.json()["second_factor"]
    assert held["recovery_codes_left"] == 10
    assert held["devices"][0]["name"] == "Authenticator app"
    content = answer.content.decode()
    secrets = [app.key, *codes, *StaticToken.objects.values_list("token", flat=True)]
    assert not [secret for secret in secrets if secret in content]


def test_erasing_the_account_erases_all_of_it(asha, app, freelancer):
    make_recovery_codes(freelancer)
    RememberedDevice.objects.create(user=freelancer, expires_at=timezone.now() + timedelta(days=30))
    show(asha, app)
    asha.delete("me", PROOF)
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert not RememberedDevice.objects.exists()


def test_remembered_devices_go_when_their_time_is_over(freelancer, capsys):
    now = timezone.now()
    RememberedDevice.objects.create(user=freelancer, expires_at=now + timedelta(days=1))
    RememberedDevice.objects.update(
        created_at=now - timedelta(days=31), expires_at=now - timedelta(days=1)
    )
    call_command("prune")
    assert not RememberedDevice.objects.exists()
