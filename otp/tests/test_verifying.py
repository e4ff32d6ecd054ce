"""Giving a code, for each purpose."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Session, Status, User
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory, with_status
from foundation.models import LimitCounter
from otp.codes import hash_code
from otp.models import OneTimeCode, Purpose
from otp.tests.factories import CODE, OneTimeCodeFactory

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"
NEW = {"username": "ravi", "role": "freelancer", "first_name": "Ravi"}


def give(api, code: str = CODE, purpose: str = "login", phone: str = PHONE, **fields: object):
    body = {"phone_number": phone, "purpose": purpose, "code": code} | fields
    return api.post("auth/verify-otp", body)


def code_of(answer) -> str:
    return answer.json()["errors"][0]["code"]


@pytest.fixture
def asha(db) -> User:
    return UserFactory(username="asha", phone_number=PHONE, phone_verified_at=timezone.now())


@pytest.fixture
def login_code(asha) -> OneTimeCode:
    return OneTimeCodeFactory(user=asha)


def test_a_code_logs_in(api, login_code, asha):
    answer = give(api)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["user"]["username"] == "asha"
    api.use_token(answer.json()["access_token"])
    assert api.get("me").status_code == 200
    assert Session.objects.get().code_verified_at is not None
    login_code.refresh_from_db()
    assert login_code.used_at is not None
    assert code_of(give(api)) == "otp_invalid"


@pytest.mark.parametrize(
    "typed",
    [
        *("123 456", "123-456", " 1 2 3 4 5 6 ", "१२३४५६", "١٢٣٤٥٦"),
        "".join(chr(0xFF10 + digit) for digit in range(1, 7)),  # full width
    ],
)
def test_spaces_dashes_and_other_digits_are_fine(api, login_code, typed):
    assert give(api, typed).status_code == 200


@pytest.mark.parametrize(
    "typed", ["12345", "1234567", "12345a", "", "½23456", "......", None, 123456]
)
def test_what_is_no_code_is_invalid_and_no_try(api, login_code, typed):
    assert give(api, typed).status_code == 422
    login_code.refresh_from_db()
    assert login_code.attempts == 0


def test_wrong_used_expired_superseded_and_never_sent_get_one_answer(api, asha):
    answers = [give(api, phone="+919820000001")]
    OneTimeCodeFactory(user=asha)
    answers.append(give(api, "000000"))
    answers.append(give(api, purpose="registration", **NEW))
    OneTimeCode.objects.update(superseded_at=timezone.now())
    answers.append(give(api))
    past = timezone.now() - timedelta(seconds=1)
    expired = OneTimeCodeFactory(user=asha)
    OneTimeCode.objects.filter(pk=expired.pk).update(
        created_at=past - timedelta(minutes=5), expires_at=past
    )
    answers.append(give(api))
    OneTimeCode.objects.update(superseded_at=timezone.now())
    used = OneTimeCodeFactory(user=asha)
    OneTimeCode.objects.filter(pk=used.pk).update(used_at=past, verified_at=past)
    answers.append(give(api))
    assert {(one.status_code, one.content) for one in answers} == {(401, answers[0].content)}
    assert code_of(answers[0]) == "otp_invalid"


def test_five_wrong_tries_burn_a_code(api, login_code):
    assert [give(api, "000000").status_code for _ in range(6)] == [401] * 5 + [429]
    burnt = give(api)
    assert burnt.status_code == 429
    assert 290 <= int(burnt.headers["Retry-After"]) <= 300
    assert not Session.objects.exists()


def test_fifteen_failures_lock_a_phone_whatever_codes_were_sent(api, asha):
    for _ in range(3):
        OneTimeCode.objects.update(superseded_at=timezone.now())
        OneTimeCodeFactory(user=asha)
        for _ in range(5):
            assert give(api, "000000").status_code == 401
    OneTimeCode.objects.update(superseded_at=timezone.now())
    OneTimeCodeFactory(user=asha)
    locked = give(api)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 86_000


def test_a_success_resets_the_failures(api, login_code):
    for _ in range(4):
        give(api, "000000")
    assert give(api).status_code == 200
    assert not LimitCounter.objects.filter(key__startswith="otp:failures").exists()


def test_a_code_for_another_purpose_does_not_serve(api, login_code, api_as, asha):
    assert give(api, purpose="registration", **NEW).status_code == 401
    assert give(api_as(asha), purpose="verification").status_code == 401


def test_a_decoy_fits_no_code(api, db):
    OneTimeCodeFactory(is_decoy=True)
    assert code_of(give(api)) == "otp_invalid"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status.SUSPENDED, "account_suspended"), (Status.INACTIVE, "account_inactive")],
)
def test_a_dead_status_is_told_only_after_the_right_code(api, login_code, asha, status, expected):
    with_status(asha, status)
    assert code_of(give(api, "000000")) == "otp_invalid"
    right = give(api)
    assert (right.status_code, code_of(right)) == (403, expected)
    assert code_of(give(api)) == "otp_invalid"


def test_an_account_that_was_switched_off_is_switched_on(api, login_code, asha):
    User.objects.update(status=Status.INACTIVE)
    assert give(api, reactivate=True).json()["user"]["status"] == "active"


def test_the_first_proof_makes_a_pending_account_active_and_ends_what_was_before(api, db):
    user = UserFactory(phone_number=PHONE, status=Status.PENDING)
    before = SessionFactory(user=user)
    OneTimeCodeFactory(user=user)
    answer = give(api)
    assert answer.json()["user"]["status"] == "active"
    assert answer.json()["user"]["is_verified"] is True
    before.refresh_from_db()
    assert before.revoked_at is not None
    login = {"username": user.username, "password": PASSWORD}
    assert api.post("auth/login", login).status_code == 401


def test_an_account_that_was_proved_keeps_its_password(api, login_code):
    assert give(api).status_code == 200
    login = {"username": "asha", "password": PASSWORD}
    assert api.post("auth/login", login).status_code == 200


def test_a_code_registers(api, db):
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    answer = give(api, purpose="registration", **NEW)
    assert answer.status_code == 201, answer.content
    user = answer.json()["user"]
    assert (user["username"], user["phone_number"], user["status"]) == ("ravi", PHONE, "active")
    assert user["is_verified"] is True
    assert not User.objects.get().has_usable_password()
    api.use_token(answer.json()["access_token"])
    new = {"new_password": "seven green umbrellas"}
    assert api.post("auth/change-password", new).status_code == 204


@pytest.mark.parametrize("missing", ["username", "role"])
def test_registering_needs_a_username_and_a_role(api, db, missing):
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    answer = give(api, purpose="registration", **{k: v for k, v in NEW.items() if k != missing})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == missing


@pytest.mark.parametrize("role", ["admin", "king"])
def test_nobody_registers_as_administrator(api, db, role):
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    assert give(api, purpose="registration", **NEW | {"role": role}).status_code == 422


def test_a_username_that_is_taken_leaves_the_code_good(api, db):
    UserFactory(username="ravi")
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    for _ in range(6):
        taken = give(api, purpose="registration", **NEW)
        assert (taken.status_code, code_of(taken)) == (400, "taken")
    assert give(api, purpose="registration", **NEW | {"username": "ravi-2"}).status_code == 201


def test_asking_who_is_registered_by_one_good_code_ends_after_twenty_tries(api):
    OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    UserFactory(email="asha@example.com")
    asking = NEW | {"email": "asha@example.com"}
    answers = [give(api, purpose="registration", **asking) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [400] * 20 + [429]


def test_a_code_verifies_the_own_phone(api_as, db):
    user = UserFactory(phone_number=PHONE, status=Status.PENDING)
    OneTimeCodeFactory(user=user, purpose=Purpose.VERIFICATION)
    answer = give(api_as(user), purpose="verification")
    assert answer.status_code == 200
    assert answer.json()["is_verified"] is True
    assert answer.json()["status"] == "active"
    assert "access_token" not in answer.json()


def test_a_new_phone_needs_the_password_and_the_old_one_is_told(api_as, asha, sms_outbox):
    phone = "+919820055555"
    OneTimeCodeFactory(user=asha, purpose=Purpose.VERIFICATION, phone_number=phone)
    client = api_as(asha)
    assert code_of(give(client, purpose="verification", phone=phone)) == "proof_required"
    wrong = give(client, purpose="verification", phone=phone, current_password="x")
    assert code_of(wrong) == "wrong_password"
    right = give(client, purpose="verification", phone=phone, current_password=PASSWORD)
    assert right.json()["phone_number"] == phone
    assert [number for number, _text in sms_outbox] == [PHONE]


def test_a_code_of_somebody_elses_request_verifies_nothing(api_as, asha, outsider):
    OneTimeCodeFactory(user=asha, purpose=Purpose.VERIFICATION)
    assert code_of(give(api_as(outsider), purpose="verification")) == "otp_invalid"


@pytest.mark.parametrize("token", ["nonsense", ""])
def test_who_still_sends_a_dead_token_logs_in_by_code_all_the_same(api, asha, sms_outbox, token):
    api.use_token(token)
    asking = {"phone_number": PHONE, "purpose": "login"}
    assert api.post("auth/request-otp", asking).status_code == 202
    code = re.search(r"\d{6}", sms_outbox[0][1])[0]
    assert give(api, code).status_code == 200


def test_an_ended_session_is_no_obstacle_to_a_code_but_verifies_nothing(api_as, asha, login_code):
    caller = api_as(asha)
    Session.objects.update(revoked_at=timezone.now(), revoked_reason="logged_out")
    asking = {"phone_number": PHONE, "purpose": "verification"}
    refused = caller.post("auth/request-otp", asking)
    assert (refused.status_code, code_of(refused)) == (401, "session_ended")
    assert give(caller).status_code == 200


def test_verifying_needs_a_token(api, asha):
    OneTimeCodeFactory(user=asha, purpose=Purpose.VERIFICATION)
    assert code_of(give(api, purpose="verification")) == "not_authenticated"


def test_a_rotated_key_still_accepts_the_codes_of_the_old_one(api, login_code, settings):
    settings.OTP_KEYS = ["new", *settings.OTP_KEYS]
    assert give(api).status_code == 200


def test_a_code_under_an_unknown_key_does_not_fit(api, login_code, settings):
    settings.OTP_KEYS = ["new"]
    assert give(api).status_code == 401


def test_a_hash_is_good_for_one_row_only(asha):
    one, two = OneTimeCodeFactory(), OneTimeCodeFactory(purpose=Purpose.REGISTRATION)
    assert hash_code(one, CODE) != hash_code(two, CODE)


def test_an_account_without_password_is_erased_by_a_code(api, login_code, asha):
    User.objects.update(password=make_password(None))
    api.use_token(give(api).json()["access_token"])
    assert "one_time_codes" in api.get("me/export").json()
    assert api.delete("me").status_code == 204
    assert not OneTimeCode.objects.exists()


def test_no_other_member_burns_the_code_that_somebody_waits_for(api_as, asha, outsider):
    row = OneTimeCodeFactory(user=asha, purpose=Purpose.VERIFICATION)
    body = {"phone_number": row.phone_number, "purpose": "verification"}
    stranger = api_as(outsider)
    for _ in range(6):
        answer = stranger.post("auth/verify-otp", body | {"code": "000000"})
        assert answer.status_code == 401
    row.refresh_from_db()
    assert row.attempts == 0
    assert api_as(asha).post("auth/verify-otp", body | {"code": CODE}).status_code == 200
