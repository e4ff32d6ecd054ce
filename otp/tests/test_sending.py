"""Asking for a code: who gets one, how often, and what is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.tests.factories import UserFactory
from foundation.models import LimitCounter
from otp.models import Delivery, OneTimeCode

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


def ask(api, phone: str = PHONE, purpose: str = "login", **headers: str):
    body = {"phone_number": phone, "purpose": purpose}
    return api.post("auth/request-otp", body, **headers)


def code_of(answer) -> str:
    return answer.json()["errors"][0]["code"]


def pass_time(**delta: int) -> None:
    """Let every window and row grow older."""
    LimitCounter.objects.update(expires_at=F("expires_at") - timedelta(**delta))


@pytest.fixture
def asha(db):
    return UserFactory(username="asha", phone_number=PHONE)


def test_a_code_is_sent_and_only_its_hash_is_stored(api, asha, sms_outbox):
    answer = ask(api)
    assert (answer.status_code, answer.content) == (202, b"")
    ((number, text),) = sms_outbox
    assert number == PHONE
    code = text.split()[0]
    assert code.isdecimal()
    assert len(code) == 6
    row = OneTimeCode.objects.get()
    assert row.delivery == Delivery.SENT
    assert code not in str(row.__dict__)
    assert row.user == asha
    assert timedelta(minutes=4) < row.expires_at - row.created_at <= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("purpose", "text"), [("login", "has no account"), ("registration", "already")]
)
def test_a_number_that_a_code_cannot_help_is_told_so_by_sms(api, sms_outbox, purpose, text):
    if purpose == "registration":
        UserFactory(phone_number=PHONE)
    assert ask(api, purpose=purpose).status_code == 202
    assert text in sms_outbox[0][1]
    assert OneTimeCode.objects.get().is_decoy


def test_or_by_setting_is_told_nothing(api, db, sms_outbox, settings):
    settings.OTP_TELL_WHY = False
    assert ask(api).status_code == 202
    assert sms_outbox == []
    assert OneTimeCode.objects.get().delivery == Delivery.NOT_SENT


def test_verifying_a_phone_needs_a_token(api, api_as, freelancer, sms_outbox):
    assert code_of(ask(api, purpose="verification")) == "not_authenticated"
    assert ask(api_as(freelancer), purpose="verification").status_code == 202
    assert sms_outbox[0][1].split()[0].isdecimal()


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("9820012345", "invalid_phone_number"),
        ("+91 98200", "invalid_phone_number"),
        ("+91 98200 1234x", "invalid_phone_number"),
        ("", "blank"),
        (None, "null"),
        (919820012345, "invalid"),
        ("+7 912 345 67 89", "number_refused"),  # a country that is not served
        ("+49 30 901820", "number_refused"),  # a landline
        ("+44 909 879 0000", "number_refused"),  # premium rate
        ("+91 1860 123 4567", "invalid_phone_number"),
    ],
)
def test_a_number_that_gets_no_codes_is_refused(api, db, phone, code):
    answer = ask(api, phone)
    assert answer.status_code == 422
    if code != "invalid_phone_number" or phone != "+91 1860 123 4567":
        assert code_of(answer) == code
    assert not OneTimeCode.objects.exists()
    assert not LimitCounter.objects.exists()


@pytest.mark.parametrize("purpose", ["", "else", None, 1, []])
def test_an_unknown_purpose_is_refused(api, db, purpose):
    assert ask(api, purpose=purpose).status_code == 422


def test_a_new_code_kills_the_older(api, asha, sms_outbox):
    ask(api)
    pass_time(seconds=60)
    ask(api)
    old, new = [text.split()[0] for _number, text in sms_outbox]
    body = {"phone_number": PHONE, "purpose": "login"}
    if old != new:
        assert api.post("auth/verify-otp", body | {"code": old}).status_code == 401
    assert api.post("auth/verify-otp", body | {"code": new}).status_code == 200


def test_the_wait_between_codes_doubles_up_to_ten_minutes(api, asha, settings):
    settings.OTP_PER_PHONE_HOUR = 100
    waits = []
    for _ in range(6):
        assert ask(api).status_code == 202
        blocked = ask(api)
        assert blocked.status_code == 429
        waits.append(int(blocked.headers["Retry-After"]))
        LimitCounter.objects.filter(key__startswith="otp:cooldown").delete()
    assert waits == [60, 120, 240, 480, 600, 600]


@pytest.mark.parametrize(
    ("setting", "most", "seconds", "other_phone_passes"),
    [
        ("OTP_PER_PHONE_HOUR", 5, 3600, True),
        ("OTP_PER_PHONE_DAY", 10, 86_400, True),
        ("OTP_PER_ADDRESS_HOUR", 20, 3600, False),
    ],
)
def test_each_limit_of_sends(api, asha, settings, setting, most, seconds, other_phone_passes):
    assert getattr(settings, setting) == most
    for name in ("PHONE_HOUR", "PHONE_DAY", "ADDRESS_HOUR", "RANGE_HOUR"):
        setattr(settings, f"OTP_PER_{name}", 1000)
    setattr(settings, setting, 2)
    settings.OTP_COOLDOWN = timedelta(0)
    assert [ask(api).status_code for _ in range(3)] == [202, 202, 429]
    assert seconds - 5 <= int(ask(api).headers["Retry-After"]) <= seconds
    other = ask(api, "+919820055555").status_code
    assert other == (202 if other_phone_passes else 429)


def test_neighbouring_numbers_are_one_range(api, db, settings, sms_outbox):
    settings.OTP_PER_RANGE_HOUR = 3
    phones = [f"+91982001234{n}" for n in range(4)]
    answers = [ask(api, phone, "registration").status_code for phone in phones]
    assert answers == [202, 202, 202, 429]
    assert ask(api, "+919820099999", "registration").status_code == 202
    assert len(sms_outbox) == 4


def test_logging_in_by_a_neighbour_of_those_gets_nothing_and_is_not_told(
    api, db, settings, sms_outbox
):
    settings.OTP_PER_RANGE_HOUR = 3
    answers = [ask(api, f"+91982001234{n}").status_code for n in range(4)]
    assert answers == [202] * 4
    assert len(sms_outbox) == 3


def test_a_refused_request_eats_no_allowance(api, asha, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api, "+919820055555")
    assert ask(api).status_code == 429
    assert ask(api, REMOTE_ADDR="198.51.100.1").status_code == 202
