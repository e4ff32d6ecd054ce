"""Known and unknown recipients through the whole life of a code, side by side."""

from __future__ import annotations

import math
import random
import re
import statistics
import time
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.tests.factories import UserFactory
from foundation.models import LimitCounter
from otp.models import OneTimeCode, field_of

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "+919820012345", "+919830012345"
KNOWN_ADDRESS, UNKNOWN_ADDRESS = "asha@example.com", "nobody@example.com"
PAIRS = [(KNOWN, UNKNOWN), (KNOWN_ADDRESS, UNKNOWN_ADDRESS)]
# Differ from answer to answer anyway.
FREE_HEADERS = {"X-Request-ID", "Date"}


@pytest.fixture(autouse=True)
def owner(db):
    now = timezone.now()
    identifiers = {"phone_number": KNOWN, "email": KNOWN_ADDRESS}
    return UserFactory(**identifiers, phone_verified_at=now, email_verified_at=now)


def ask(api, recipient: str, **headers: str):
    body = {field_of(recipient): recipient, "purpose": "login"}
    return api.post("auth/request-otp", body, **headers)


def give(api, recipient: str, **headers: str):
    body = {field_of(recipient): recipient, "purpose": "login", "code": "000000"}
    return api.post("auth/verify-otp", body, **headers)


def seen(answer) -> tuple:
    """All of an answer but the seconds to wait, which a moment between two answers may change."""
    headers = {k: v for k, v in answer.headers.items() if k not in FREE_HEADERS}
    headers["Retry-After"] = "Retry-After" in headers
    return answer.status_code, re.sub(rb"in \d+ seconds", b"in N seconds", answer.content), headers


def wait(answer) -> int:
    return int(answer.headers.get("Retry-After", 0))


def pass_time(**delta: int) -> None:
    """Let windows and codes grow older."""
    age = timedelta(**delta)
    LimitCounter.objects.update(expires_at=F("expires_at") - age)
    OneTimeCode.objects.update(created_at=F("created_at") - age, expires_at=F("expires_at") - age)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("tell_why", [True, False])
def test_the_whole_life_of_a_code_looks_the_same(api, settings, tell_why, pair):
    settings.OTP_TELL_WHY = tell_why
    lives: dict[str, list] = {recipient: [] for recipient in pair}
    known, unknown = lives.values()

    def both(act) -> None:
        waits = []
        for recipient, life in lives.items():
            answer = act(api, recipient)
            life.append(seen(answer))
            waits.append(wait(answer))
        assert abs(waits[0] - waits[1]) <= 1

    both(give)  # never sent
    both(ask)
    both(ask)  # too soon
    for _ in range(7):  # five wrong tries, then burnt
        both(give)
    pass_time(minutes=11)
    both(give)  # expired
    both(ask)
    for _ in range(10):  # wrong, burnt
        both(give)
    pass_time(minutes=11)
    both(ask)
    for _ in range(5):  # locked, whatever codes were sent
        both(give)
    pass_time(days=1, seconds=1)
    both(give)
    assert known == unknown
    statuses = {status for status, _content, _headers in known}
    assert statuses == {202, 401, 429}


def measure(api, act, pair: tuple[str, str], rounds: int) -> dict[str, list[float]]:
    """Times of both recipients' answers, in random order, each as if it were the first."""
    times: dict[str, list[float]] = {recipient: [] for recipient in pair}
    dice = random.Random(7)
    for _ in range(rounds):
        for recipient in dice.sample(pair, 2):
            LimitCounter.objects.all().delete()
            OneTimeCode.objects.update(attempts=0)
            started = time.perf_counter()
            act(api, recipient)
            times[recipient].append(time.perf_counter() - started)
    return times


def rank_sum_z(one: list[float], two: list[float]) -> float:
    """The standard normal statistic of the Mann-Whitney U test (Mann and Whitney, 1947)."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in two])
    ranks = sum(rank for rank, (_value, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(one), len(two)
    mean, deviation = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return (ranks - mean) / deviation


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("act", [ask, give])
def test_the_times_cannot_be_told_apart(api, act, pair, settings):
    """A Mann-Whitney U test of 150 answers each, at a level of one in 15,000 (|z| < 4).

    With 150 a side it finds a shift of 0.65 standard deviations with a power of 0.9: z is then
    about sqrt(3 / pi) * 0.65 * sqrt(150 / 2) = 5.5. Medians less than half a millisecond apart are
    let pass besides: a network's own noise hides that. What is sent is written and sent beside the
    request, which queues it for everybody alike.
    """
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    for recipient in pair:
        ask(api, recipient)
    known, unknown = measure(api, act, pair, rounds=150).values()
    apart = abs(statistics.median(known) - statistics.median(unknown))
    assert abs(rank_sum_z(known, unknown)) < 4 or apart < 0.0005
