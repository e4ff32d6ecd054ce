"""“That was not me”: by the link in what they were told, owners secure their account."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from rest_framework.test import APIClient

from accounts.errors import SessionEnded
from accounts.links import make_undo_token
from accounts.models import FactorRemoval, IdentifierChange, Passkey, Session, Status, User
from accounts.secure_links import SECURE, make_secure_token
from accounts.services.identifier_changes import cancel, take_effect
from accounts.services.second_factor.recovery_codes import (
    make_recovery_codes,
    recovery_codes_left,
)
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory, with_status
from accounts.tests.passkeys import add_passkey
from accounts.tests.second_factor import enrol, with_app
from accounts.tests.test_identifier_changes import change, confirm, token_in
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db
ASHA, MALLORY = "asha@example.com", "mallory@example.com"
NEW_PASSWORD = "seven green umbrellas"
HERS = {"HTTP_USER_AGENT": "Firefox/1", "REMOTE_ADDR": "198.51.100.7"}
THEIRS = {"HTTP_USER_AGENT": "Chrome/1", "REMOTE_ADDR": "203.0.113.7"}
PHONE = "+919820012345"


@pytest.fixture
def asha(db) -> User:
    user = UserFactory(
        username="asha", email=ASHA, email_verified_at=timezone.now(), last_login=timezone.now()
    )
    SessionFactory(user=user, user_agent="Firefox/1", ip_address="198.51.100.7")
    return user


@pytest.fixture
def stranger(api_as, asha, mailoutbox):
    """Somebody who knows the password and logs in, which the owner is told."""
    client = api_as(UserFactory(username="nobody"))
    body = {"username": "asha", "password": PASSWORD}
    client.use_token(client.post("auth/login", body, **THEIRS).json()["access_token"])
    return client


@pytest.fixture
def token(stranger, mailoutbox) -> str:
    return token_in(mailoutbox, ASHA, "secure-account")


def secure(api, token: str):
    return api.post("auth/secure-account", {"token": token})


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def reset(api, mailoutbox) -> None:
    """Set a new password as the answer leads to."""
    api.post("auth/forgot-password", {"email": ASHA})
    body = {"token": token_in(mailoutbox, ASHA, "reset-password"), "new_password": NEW_PASSWORD}
    assert api.post("auth/reset-password", body).status_code == 204


def log_in(api, password: str, **headers: str):
    return api.post("auth/login", {"username": "asha", "password": password}, **headers)


def test_the_stranger_is_out_and_the_owner_sets_a_new_password(
    api, api_as, asha, stranger, token, mailoutbox
):
    at_home = api_as(asha)
    assert secure(api, token).status_code == 204
    assert stranger.get("me").status_code == at_home.get("me").status_code == 401
    assert not asha.sessions.live().exists()
    assert code(log_in(api, PASSWORD)) == "invalid_credentials"
    assert mailoutbox[-1].subject == "Your Guildhall account is secured"
    assert "/forgot-password" in mailoutbox[-1].body
    reset(api, mailoutbox)
    assert log_in(api, NEW_PASSWORD).status_code == 200


def test_it_works_once(api, token):
    assert secure(api, token).status_code == 204
    assert (secure(api, token).status_code, code(secure(api, token))) == (422, "link_invalid")


def test_it_still_works_when_the_stranger_has_changed_the_password(api, asha, stranger, token):
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert stranger.post("auth/change-password", body).status_code == 204
    assert secure(api, token).status_code == 204
    assert code(log_in(api, NEW_PASSWORD)) == "invalid_credentials"


def test_one_use_kills_the_links_of_all_other_messages(api, asha, stranger, token, mailoutbox):
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    stranger.post("auth/change-password", body)
    newer = token_in(mailoutbox, ASHA, "secure-account")
    api.post("auth/forgot-password", {"email": ASHA})
    resetting = token_in(mailoutbox, ASHA, "reset-password")
    assert newer != token
    assert secure(api, token).status_code == 204
    assert code(secure(api, newer)) == "link_invalid"
    body = {"token": resetting, "new_password": NEW_PASSWORD}
    assert code(api.post("auth/reset-password", body)) == "link_invalid"


def test_ways_in_that_the_stranger_made_end_and_the_owners_stay(api, api_as, asha, mailoutbox):
    _authenticator, hers = add_passkey(api_as(asha), name="Hers")
    Passkey.objects.update(created_at=timezone.now() - timedelta(hours=2))
    stranger = api_as(asha)
    _authenticator, _theirs = add_passkey(stranger, name="Theirs")
    assert enrol(stranger, current_password=PASSWORD).status_code in {200, 201}
    assert secure(api, token_in(mailoutbox, ASHA, "secure-account")).status_code == 204
    assert list(Passkey.objects.all()) == [hers]
    assert not TOTPDevice.objects.filter(user=asha).exists()


def test_the_owners_second_factor_stays(api, asha, token):
    app = with_app(asha)
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert secure(api, token).status_code == 204
    assert TOTPDevice.objects.get() == app


def test_what_the_stranger_made_of_the_address_is_undone(api, asha, stranger, token, mailoutbox):
    change(stranger, email=MALLORY)
    assert confirm(stranger, mailoutbox, MALLORY).status_code == 200
    assert secure(api, token).status_code == 204
    asha.refresh_from_db()
    assert asha.email == ASHA
    assert asha.email_verified_at is not None
    reset(api, mailoutbox)


def test_what_the_owner_had_changed_before_stays(api, api_as, asha, mailoutbox):
    at_home = api_as(asha)
    change(at_home, email="asha@new.example")
    confirm(at_home, mailoutbox, "asha@new.example")
    asha.refresh_from_db()
    alarm = make_secure_token(asha, since=timezone.now() + timedelta(seconds=1))
    assert secure(api, alarm).status_code == 204
    asha.refresh_from_db()
    assert asha.email == "asha@new.example"


def test_a_change_that_waits_is_cancelled(api, asha, stranger, token, mailoutbox):
    change(stranger, email=MALLORY)
    waiting = token_in(mailoutbox, MALLORY)
    secure(api, token)
    asha.refresh_from_db()
    assert (asha.email, asha.pending_email) == (ASHA, None)
    assert code(api.post("auth/verify-email", {"token": waiting})) == "link_invalid"


def test_an_old_address_that_somebody_else_verified_since_stays_theirs(
    api, asha, stranger, token, mailoutbox
):
    change(stranger, email=MALLORY)
    confirm(stranger, mailoutbox, MALLORY)
    other = UserFactory(username="other", email=ASHA, email_verified_at=timezone.now())
    assert secure(api, token).status_code == 204
    other.refresh_from_db()
    assert other.email == ASHA
    assert not Session.objects.live().filter(user=asha).exists()


def test_whoever_took_the_account_over_gets_no_such_link(api, asha, stranger, mailoutbox):
    change(stranger, email=MALLORY)
    confirm(stranger, mailoutbox, MALLORY)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    stranger.post("auth/change-password", body)
    told = [mail for mail in mailoutbox if mail.to == [MALLORY]]
    assert any("password" in mail.subject for mail in told)
    assert not any("secure-account" in mail.body for mail in told)


def test_an_address_that_nobody_verified_gets_no_such_link(api_as, asha, mailoutbox):
    User.objects.update(email_verified_at=None)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    api_as(asha).post("auth/change-password", body)
    assert "secure-account" not in mailoutbox[-1].body


def test_the_strangers_device_is_news_again(api, asha, token, mailoutbox):
    secure(api, token)
    reset(api, mailoutbox)
    mailoutbox.clear()
    log_in(api, NEW_PASSWORD, **HERS)
    assert not mailoutbox
    log_in(api, NEW_PASSWORD, **THEIRS)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.SUSPENDED])
def test_an_account_that_nobody_can_use_is_secured_all_the_same(api, asha, token, status):
    with_status(asha, status)
    assert secure(api, token).status_code == 204
    asha.refresh_from_db()
    assert asha.status == status


@pytest.mark.parametrize("hours", [71, 73])
def test_it_is_good_for_72_hours(api, asha, token, settings, hours):
    settings.IDENTIFIER_UNDO_LIFETIME = timedelta(hours=72) - timedelta(hours=hours)
    answer = secure(api, token)
    assert answer.status_code == (204 if hours < 72 else 422)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "x:y:z",
        "ä",
        "\0",
        "x" * 501,
        signing.Signer(salt=SECURE).sign("x"),
    ],
)
def test_a_forged_link_does_nothing(api, asha, stranger, forged):
    assert secure(api, forged).status_code == 422
    assert stranger.get("me").status_code == 200


def test_a_link_of_an_account_that_was_erased_does_nothing(api, api_as, asha, token):
    assert api_as(asha).delete("me", {"current_password": PASSWORD}).status_code == 204
    assert code(secure(api, token)) == "link_invalid"


def test_a_phone_only_account_is_told_how_to_go_on(api, asha, sms_outbox):
    User.objects.update(
        email=None, email_verified_at=None, phone_number=PHONE, phone_verified_at=timezone.now()
    )
    log_in(api, PASSWORD, **THEIRS)
    (token,) = re.findall(r"secure-account\?token=(\S+)", sms_outbox[0][1])
    assert len(sms_outbox[0][1]) < 306  # two parts
    assert secure(api, token).status_code == 204
    assert "log in by a code to set a new password" in sms_outbox[1][1]


# --- The page ----------------------------------------------------------------------------------


def test_to_open_the_link_changes_nothing_and_the_button_does(client, asha, stranger, token):
    """Mail scanners open links, more than once."""
    for _ in range(2):
        page = client.get(f"/secure-account?token={token}")
        client.head(f"/secure-account?token={token}")
        assert b"Secure my account" in page.content
    assert stranger.get("me").status_code == 200
    page = client.post("/secure-account", {"token": token})
    assert b'href="/forgot-password"' in page.content
    assert stranger.get("me").status_code == 401


def test_a_used_link_says_so_and_offers_the_next_step(client, api, asha, token):
    secure(api, token)
    page = client.get(f"/secure-account?token={token}")
    assert b'role="alert"' in page.content
    assert b'href="/forgot-password"' in page.content


# --- At once -----------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_ten_uses_at_once_one_secures(db):
    user = UserFactory(email_verified_at=timezone.now())
    token = make_secure_token(user, since=timezone.now())

    def use() -> int:
        answer = APIClient().post("/api/v1/auth/secure-account", {"token": token}, format="json")
        return answer.status_code

    assert sorted(at_once(*[use] * 10)) == [204] + [422] * 9


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_session_opened_meanwhile_outlives_it(db):
    user = UserFactory(username="asha", email_verified_at=timezone.now())
    token = make_secure_token(user, since=timezone.now())
    body = {"username": "asha", "password": PASSWORD}
    logging_in = partial(APIClient().post, "/api/v1/auth/login", body, format="json")
    securing = partial(
        APIClient().post, "/api/v1/auth/secure-account", {"token": token}, format="json"
    )
    at_once(logging_in, securing, logging_in)
    assert not Session.objects.live().exists()


def verify_own_phone(client, user: User) -> None:
    """What verifying a code leaves, in this client's session."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        take_effect(locked, "phone_number", PHONE)


def test_an_address_that_waited_before_the_alarm_and_was_verified_after_it_goes_again(
    api, api_as, asha, mailoutbox
):
    thief = api_as(asha)
    change(thief, email=MALLORY)
    IdentifierChange.objects.update(created_at=timezone.now() - timedelta(hours=2))
    Session.objects.update(created_at=timezone.now() - timedelta(hours=2))
    api.post("auth/login", {"username": "asha", "password": PASSWORD}, **THEIRS)
    alarm = token_in(mailoutbox, ASHA, "secure-account")
    body = {"token": token_in(mailoutbox, MALLORY, "verify-email")}
    assert thief.post("auth/verify-email", body).status_code == 200
    assert secure(api, alarm).status_code == 204
    asha.refresh_from_db()
    assert (asha.email, asha.verified_fields) == (ASHA, ["email"])


def test_a_change_from_before_the_alarm_can_still_be_undone_by_its_own_link(
    api, api_as, asha, stranger, mailoutbox
):
    verify_own_phone(api_as(asha), asha)
    undo_it = make_undo_token(IdentifierChange.objects.get())
    earlier = timezone.now() - timedelta(hours=3)
    IdentifierChange.objects.update(created_at=earlier, effective_at=earlier)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    stranger.post("auth/change-password", body)
    assert secure(api, token_in(mailoutbox, ASHA, "secure-account")).status_code == 204
    body = {"token": undo_it, "new_password": "eleven blue kettles"}
    assert api.post("auth/undo-change", body).status_code == 204
    asha.refresh_from_db()
    assert (asha.phone_number, asha.email) == (None, ASHA)


def test_recovery_codes_that_the_stranger_made_go_and_the_older_app_stays(
    api, asha, stranger, token
):
    app = with_app(asha)
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(days=9))
    make_recovery_codes(asha)
    assert secure(api, token).status_code == 204
    assert TOTPDevice.objects.get() == app
    assert recovery_codes_left(asha) == 0


def test_recovery_codes_from_before_stay_without_an_app(api, asha, stranger, token):
    make_recovery_codes(asha)
    StaticDevice.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert secure(api, token).status_code == 204
    assert recovery_codes_left(asha) == 10


@pytest.mark.parametrize("new_email", ["", MALLORY])
def test_what_staff_were_asked_for_ends_with_the_strangers_work(
    api, asha, admin_user, stranger, token, new_email
):
    with_app(asha)
    request_removal(user=asha, by=admin_user, reason="So said a caller.", new_email=new_email)
    assert secure(api, token).status_code == 204
    assert not FactorRemoval.objects.pending().exists()


def test_a_mailed_reset_ends_a_request_for_a_new_address_but_not_that_for_a_lost_app(
    api, asha, admin_user, mailoutbox
):
    with_app(asha)
    request_removal(user=asha, by=admin_user, reason="Lost.")
    reset(api, mailoutbox)
    assert FactorRemoval.objects.pending().exists()
    FactorRemoval.objects.all().delete()
    request_removal(user=asha, by=admin_user, reason="Lost.", new_email=MALLORY)
    mailoutbox.clear()
    reset(api, mailoutbox)
    assert not FactorRemoval.objects.pending().exists()


def test_owners_are_told_of_new_recovery_codes_ten_times_an_hour_at_most(api_as, asha):
    client = api_as(asha)
    body = {"current_password": PASSWORD}
    answers = [client.post("me/second-factor/recovery-codes", body) for _time in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]


def test_an_ended_session_cancels_no_change(api_as, asha):
    change(api_as(asha), email=MALLORY)
    ended = SessionFactory(user=asha, revoked_at=timezone.now(), revoked_reason="logged_out")
    with pytest.raises(SessionEnded):
        cancel(user=asha, field="email", session_id=ended.pk)
    asha.refresh_from_db()
    assert asha.pending_email == MALLORY
