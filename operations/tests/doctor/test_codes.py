"""What the doctor says of one-time codes: whether their limits fit those who use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from foundation import limits
from otp.models import SendTally

pytestmark = pytest.mark.django_db


def tally(**fields: object) -> None:
    now = timezone.now()
    row = {"dial_code": 353, "is_verified": False, "day": now.date(), "paused_at": now}
    SendTally.objects.create(**row | {"sent": 60, "used": 10} | fields)


def told(diagnose, code: str) -> list[str]:
    return [one["what"] for one in diagnose().values() if one["id"] == f"guildhall.{code}"]


def test_a_pause_is_told_with_how_many_were_not_used(diagnose):
    tally()
    (what,) = told(diagnose, "W083")
    assert what.startswith("Codes to +353 were paused on ")
    assert what.endswith(": 50 of 60 were not used.")


def test_a_pause_of_long_ago_and_a_day_without_one_are_not(diagnose):
    tally(paused_at=timezone.now() - timedelta(days=8))
    tally(dial_code=91, paused_at=None)
    assert told(diagnose, "W083") == []


def test_a_limit_of_all_that_is_too_small_for_the_members_is_found(diagnose, settings):
    UserFactory.create_batch(21)
    for number, user in enumerate(type(UserFactory()).objects.all()):
        user.phone_number = f"+9198200{number:05}"
        user.phone_verified_at = timezone.now()
        user.save()
    settings.OTP_UNUSED_PER_DAY = 1
    assert len(told(diagnose, "W084")) == 1
    settings.OTP_UNUSED_PER_DAY = 2
    assert told(diagnose, "W084") == []


def test_many_addresses_without_a_code_left_are_found(diagnose, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    limit = limits.Limit("otp:address", 1, timedelta(hours=1))
    for number in range(4):
        limits.hit((limit, f"203.0.113.{number}"))
    assert told(diagnose, "W089") == []
    limits.hit((limit, "203.0.113.9"))
    assert told(diagnose, "W089") == ["5 addresses have no code left in this hour."]
