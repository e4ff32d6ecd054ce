"""Codes that nobody uses: they pause new numbers of their country, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import UserFactory
from accounts.tests.test_races import at_once
from foundation.models import LimitCounter
from otp import tally
from otp.codes import hash_code
from otp.models import Delivery, OneTimeCode, SendTally
from otp.tests.factories import CODE

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"
NEW = {"role": "client", "password": "seven green umbrellas"}
numbers = count(9_820_100_000, 1000)


def ask(api, phone: str = PHONE, purpose: str = "registration", **headers: str):
    body = {"phone_number": phone, "purpose": purpose}
    return api.post("auth/request-otp", body, **headers)


def use(api, phone: str, username: str):
    """Register by the phone's code, whatever it was."""
    row = OneTimeCode.objects.open().get(phone_number=phone)
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, CODE))
    body = {"phone_number": phone, "purpose": "registration", "code": CODE, "username": username}
    return api.post("auth/verify-otp", body | NEW)


def made_up(number: int = 1) -> list[str]:
    return [f"+91{next(numbers)}" for _ in range(number)]


def errors(answer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


@pytest.fixture
def floor(settings):
    """Few codes may stay unused, and nothing else is in the way."""
    settings.OTP_PER_ADDRESS_HOUR = 1000
    settings.OTP_UNUSED_PER_DIAL_CODE_DAY = 5
    return 5


@pytest.fixture
def paused(api, floor, db):
    for phone in made_up(floor):
        assert ask(api, phone).status_code == 202


@pytest.fixture
def asha(db):
    return UserFactory(username="asha", phone_number=PHONE, phone_verified_at=timezone.now())


def test_a_new_number_of_that_country_is_told_when_and_how_else(api, paused):
    refused = ask(api)
    assert refused.status_code == 429
    assert errors(refused) == ["codes_paused", "use_email"]
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert not OneTimeCode.objects.filter(phone_number=PHONE).exists()


def test_what_was_refused_eats_no_allowance(api, paused, settings):
    ask(api)
    settings.OTP_UNUSED_PER_DIAL_CODE_DAY = 100
    assert ask(api).status_code == 202


def test_another_country_gets_its_codes(api, paused):
    assert ask(api, "+353850123456").status_code == 202


def test_a_verified_phone_logs_in_all_the_same_and_nobody_sees_a_difference(
    api, paused, asha, sms_outbox
):
    known, unknown = ask(api, PHONE, "login"), ask(api, *made_up(), "login")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert known.status_code == 202
    assert [phone for phone, _text in sms_outbox] == [PHONE]
    assert OneTimeCode.objects.latest("id").delivery == Delivery.PAUSED


def test_a_phone_that_was_merely_typed_in_is_a_new_number(api, paused, sms_outbox):
    UserFactory(phone_number=PHONE)
    assert ask(api, PHONE, "login").status_code == 202
    assert sms_outbox == []


def test_whoever_is_registered_already_learns_no_more_than_others(api, paused, asha):
    known, unknown = ask(api, PHONE), ask(api, *made_up())
    assert errors(known) == errors(unknown) == ["codes_paused", "use_email"]


def test_used_codes_make_room(api, floor):
    for number, phone in enumerate(made_up(3 * floor)):
        assert ask(api, phone).status_code == 202
        assert use(api, phone, f"user-{number}").status_code == 201
    assert SendTally.objects.get(dial_code=91).used == 3 * floor


def test_a_busy_country_may_leave_more_unused(api, floor):
    today = timezone.now().date()
    for days in range(1, 8):
        day = today - timedelta(days=days)
        SendTally.objects.create(dial_code=91, is_verified=False, day=day, sent=20, used=19)
    answers = [ask(api, phone).status_code for phone in made_up(11)]
    assert answers == [202] * 10 + [429]


def test_unused_codes_do_not_raise_their_own_allowance(api, floor):
    day = timezone.now().date() - timedelta(days=1)
    SendTally.objects.create(dial_code=91, is_verified=False, day=day, sent=floor, used=0)
    answers = [ask(api, phone).status_code for phone in made_up(floor + 1)]
    assert answers == [202] * floor + [429]


def test_the_next_day_begins_anew(api, paused):
    SendTally.objects.update(day=F("day") - timedelta(days=1))
    assert ask(api).status_code == 202


def test_all_countries_together_have_a_floor_too(api, settings, db):
    settings.OTP_UNUSED_PER_DAY = 1
    assert ask(api).status_code == 202
    assert errors(ask(api, "+353850123456")) == ["codes_paused", "use_email"]
    assert SendTally.objects.get(dial_code=353).sent == 0


def test_what_the_gateway_did_not_take_was_not_sent(api, settings, db):
    settings.SMS_URL = "json://127.0.0.1:9/?rto=0.1&cto=0.1"
    settings.OTP_RETRY_WAITS = []
    assert ask(api).status_code == 202
    assert OneTimeCode.objects.get().delivery == Delivery.FAILED
    assert set(SendTally.objects.values_list("sent", flat=True)) == {0}


def test_administrators_are_told_once(api, paused, mailoutbox):
    chief = UserFactory(role=Role.ADMIN, email="chief@example.com")
    UserFactory(email="member@example.com")
    for phone in made_up(3):
        ask(api, phone)
    (mail,) = mailoutbox
    assert mail.to == [chief.email]
    assert "+91" in mail.subject
    assert SendTally.objects.get(dial_code=91).paused_at is not None


def test_too_many_codes_for_a_phone_name_the_other_way_too(api, asha):
    ask(api, PHONE, "login")
    assert errors(ask(api, PHONE, "login")) == ["throttled", "use_password", "use_email"]


def test_behind_one_address_those_who_use_their_codes_do_not_run_out(api, settings):
    settings.OTP_PER_ADDRESS_HOUR = 3
    for number, phone in enumerate(made_up(10)):
        assert ask(api, phone).status_code == 202
        assert use(api, phone, f"user-{number}").status_code == 201
        LimitCounter.objects.filter(key__startswith="register").delete()
    assert [ask(api, phone).status_code for phone in made_up(4)] == [202, 202, 202, 429]


def test_a_code_gives_its_place_back_once(api, settings):
    (phone,) = made_up()
    ask(api, phone)
    assert use(api, phone, "user-1").status_code == 201
    assert use_again(api, phone).status_code == 401
    assert set(SendTally.objects.values_list("sent", "used")) == {(1, 1)}


def use_again(api, phone: str):
    body = {"phone_number": phone, "purpose": "registration", "code": CODE, "username": "user-2"}
    return api.post("auth/verify-otp", body | NEW)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_any_number_at_once_exactly_as_many_are_counted_as_may(settings):
    settings.OTP_UNUSED_PER_DIAL_CODE_DAY = 7
    jobs = [lambda phone=phone: tally.count_send(phone, is_verified=False) for phone in made_up(20)]
    answers = at_once(*jobs)
    assert sorted(answers, key=str) == [91] * 13 + [None] * 7
    assert set(SendTally.objects.values_list("sent", flat=True)) == {7}
