"""Codes asked for and given at once, with threads and connections of their own."""

from __future__ import annotations

from collections import Counter

import pytest
from rest_framework.test import APIClient

from accounts.models import Session
from accounts.tests.factories import UserFactory
from accounts.tests.test_races import at_once
from otp.models import OneTimeCode
from otp.tests.factories import CODE, OneTimeCodeFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PHONE = "+919820012345"


def post(path: str, **body: str):
    body |= {"phone_number": PHONE, "purpose": "login"}
    return APIClient().post(f"/api/v1/auth/{path}", body, format="json")


@pytest.fixture
def user(db):
    return UserFactory(phone_number=PHONE)


def statuses(answers) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_six_wrong_tries_at_once_burn_the_code_after_five(user):
    row = OneTimeCodeFactory(user=user)
    answers = at_once(*[lambda: post("verify-otp", code="000000")] * 20)
    assert statuses(answers) == {401: 5, 429: 15}
    row.refresh_from_db()
    assert row.attempts == 5


def test_the_right_code_given_twenty_times_at_once_logs_in_once(user):
    OneTimeCodeFactory(user=user)
    answers = at_once(*[lambda: post("verify-otp", code=CODE)] * 20)
    assert statuses(answers)[200] == 1
    assert set(statuses(answers)) <= {200, 401, 429}
    assert Session.objects.count() == 1


def test_of_twenty_requests_at_once_one_is_sent(user, sms_outbox):
    answers = at_once(*[lambda: post("request-otp")] * 20)
    assert statuses(answers) == {202: 1, 429: 19}
    assert OneTimeCode.objects.count() == 1
    assert len(sms_outbox) == 1


def test_of_twenty_requests_at_once_one_is_sent_even_without_a_wait(user, sms_outbox, settings):
    settings.OTP_COOLDOWN *= 0
    settings.OTP_PER_PHONE_HOUR = settings.OTP_PER_PHONE_DAY = 100
    settings.OTP_PER_RANGE_HOUR = 100
    answers = at_once(*[lambda: post("request-otp")] * 20)
    assert set(statuses(answers)) <= {202, 429}
    assert OneTimeCode.objects.open().count() == 1
