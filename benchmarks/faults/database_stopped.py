"""PostgreSQL dies under load, or is shut down, stays away for a while, and comes back.

While it is away each request is answered by a 503 with `Retry-After`, soon; once it is back the
product serves again without a restart, and what was acknowledged before is there.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection

from accounts.models import Role
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.people import Member, make_members
from profiles.models import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.faults.client import Answer
    from benchmarks.faults.stand import Stand

FAULT = "PostgreSQL {} under load and comes back"
CRASH = ("crashes", signal.SIGQUIT)
SHUT_DOWN = ("is shut down", signal.SIGINT)
CLIENTS = 8
PAUSE_SECONDS = 0.02  # of a client between its requests
MOST_SECONDS_TO_SAY_SO = 6.0  # DATABASES' connect_timeout, and one
MOST_SECONDS_TO_RECOVER = 5.0
READS = ("me", "profiles?q=plumber", "skills?search=plum")


@dataclass
class Log:
    """The answers with the time they came at, and the last headline that each member was told is
    kept.
    """

    answers: list[tuple[float, Answer]] = field(default_factory=list)
    kept: dict[Member, int] = field(default_factory=dict)
    is_over: bool = False


def check(stand: Stand) -> Iterator[Finding]:
    for how, by in (CRASH,) if stand.short else (CRASH, SHUT_DOWN):
        yield from _tried(stand, FAULT.format(how), by)


def _tried(stand: Stand, fault: str, by: signal.Signals) -> Iterator[Finding]:
    seconds_away = 3.0 if stand.short else 15.0
    members = make_members(Role.FREELANCER, CLIENTS)
    connection.close()
    log = Log()
    with stand.server() as server:
        threads = [threading.Thread(target=_use, args=(server.url, one, log)) for one in members]
        for thread in threads:
            thread.start()
        time.sleep(2)
        stopped = time.monotonic()
        stand.postgres.stop(by)
        time.sleep(seconds_away)
        starting = time.monotonic()
        stand.postgres.start()
        back = time.monotonic()
        time.sleep(MOST_SECONDS_TO_RECOVER + 2)
        log.is_over = True
        for thread in threads:
            thread.join()
    yield from _judged(fault, log, stopped + 1, starting, back)
    lost = [member for member, number in log.kept.items() if _headline(member) < number]
    yield Finding(
        fault,
        "each acknowledged change of a profile is there",
        f"{len(log.kept)} members, {len(lost)} lost",
        bool(log.kept) and not lost,
    )


def _use(url: str, member: Member, log: Log) -> None:
    """Read, and now and then write, as fast as a member could."""
    client = Client(url, token=member.token)
    for number in count():
        if log.is_over:
            return
        if number % 4 == 3:
            answer = client.call("PATCH", "me/profile", {"headline": f"{number}"})
            if answer.is_success:
                log.kept[member] = number
        else:
            answer = client.call("GET", READS[number % 4])
        log.answers.append((time.monotonic(), answer))
        time.sleep(PAUSE_SECONDS)


def _judged(
    fault: str, log: Log, away_from: float, away_until: float, back: float
) -> Iterator[Finding]:
    statuses = Counter(answer.status for _at, answer in log.answers)
    yield Finding(
        fault,
        "every request is answered, by a success or a 503",
        ", ".join(f"{number} x {status}" for status, number in sorted(statuses.items())),
        set(statuses) == {200, 503},
    )
    refusals = [answer for _at, answer in log.answers if answer.status == 503]
    without = [answer for answer in refusals if not str(answer.headers["Retry-After"]).isdigit()]
    slowest = max((answer.seconds for answer in refusals), default=0)
    yield Finding(
        fault,
        f"each 503 has Retry-After and comes within {MOST_SECONDS_TO_SAY_SO:.0f} s",
        f"{len(without)} without; the slowest took {slowest * 1000:.0f} ms",
        bool(refusals) and not without and slowest < MOST_SECONDS_TO_SAY_SO,
    )
    away = [answer for at, answer in log.answers if away_from < at < away_until]
    served = sum(answer.status == 200 for answer in away)
    yield Finding(
        fault, "nothing is served that nobody looked up", f"{served} of {len(away)}", not served
    )
    late = [at - back for at, answer in log.answers if at > back and answer.status != 200]
    recovered = max(late, default=0.0)
    yield Finding(
        fault,
        f"all is well again within {MOST_SECONDS_TO_RECOVER:.0f} s of its return, with no restart",
        f"the last 503 came {recovered:.2f} s after it",
        recovered < MOST_SECONDS_TO_RECOVER,
    )


def _headline(member: Member) -> int:
    return int(Profile.objects.values_list("headline", flat=True).get(user=member.user) or -1)
