"""Redis killed, hanging, and back: log-in works, and no limit is open meanwhile.

Redis holds the load guard's counts only. The limits that protect accounts are PostgreSQL's.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from accounts.tests.factories import PASSWORD, UserFactory
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.servers import HOST, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.faults.stand import Stand

FAULT = "Redis {}"
RATE = 20  # requests a minute that the load guard lets pass on the public routes of `auth/`
ALLOWED_FAILURES = 5  # of log-in, accounts.services.login
MOST_SECONDS = 2.0


class OwnRedis:
    """A Redis of its own."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("redis-server is missing: apt-get install redis-server")
        self.port = free_port()
        self.command = [
            *(program, "--port", str(self.port), "--bind", HOST),
            *("--save", "", "--dir", str(folder)),
        ]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers: until then requests are counted elsewhere."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        patient = Retry(ConstantBackoff(0.05), retries=200)
        with redis.Redis(HOST, self.port, retry=patient) as client:
            client.ping()

    def signal(self, what: signal.Signals) -> None:
        self.process.send_signal(what)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def check(stand: Stand) -> Iterator[Finding]:
    counters = OwnRedis(stand.folder)
    environment = {
        "REDIS_URL": f"redis://{HOST}:{counters.port}/0",
        "TRUSTED_PROXY_COUNT": "1",
        "PUBLIC_THROTTLE_RATE": f"{RATE}/min",
    }
    try:
        with stand.server(**environment) as server:
            yield from _limits_hold(server.url, FAULT.format("runs"), "192.0.2.1")
            counters.kill()
            yield from _limits_hold(server.url, FAULT.format("killed"), "192.0.2.2")
            counters.start()
            yield from _limits_hold(server.url, FAULT.format("back"), "192.0.2.3")
            counters.signal(signal.SIGSTOP)
            yield from _limits_hold(server.url, FAULT.format("hangs"), "192.0.2.4")
            counters.signal(signal.SIGCONT)
    finally:
        counters.kill()


def _limits_hold(url: str, fault: str, address: str) -> Iterator[Finding]:
    """Log in, guess passwords until told to wait, and go on until told to slow down."""
    user = UserFactory()
    stranger = Client(url, address=address)
    body = {"username": user.username, "password": PASSWORD}
    answer = stranger.call("POST", "auth/login", body)
    yield Finding(
        fault,
        f"log-in works within {MOST_SECONDS:.0f} s",
        f"{answer.status} after {answer.seconds * 1000:.0f} ms",
        answer.is_success and answer.seconds < MOST_SECONDS,
    )
    wrong = body | {"password": "not the password"}
    guesses = [stranger.call("POST", "auth/login", wrong).status for _ in range(8)]
    expected = [401] * ALLOWED_FAILURES + [429] * (8 - ALLOWED_FAILURES)
    yield Finding(
        fault,
        f"the {ALLOWED_FAILURES + 1}th wrong password is refused unread",
        " ".join(map(str, guesses)),
        guesses == expected,
    )
    forged = {"refresh_token": "x"}
    tries = [stranger.call("POST", "auth/refresh-token", forged) for _ in range(RATE)]
    slowest = max(answer.seconds for answer in tries)
    passed = 1 + len(guesses) + sum(answer.status == 401 for answer in tries)
    refused = sum(answer.status == 429 for answer in tries)
    others = sorted({answer.status for answer in tries} - {401, 429})
    yield Finding(
        fault,
        f"the load guard still counts to {RATE}, and no request waits {MOST_SECONDS:.0f} s",
        f"{passed} passed, {refused} refused, others: {others or 'none'}, "
        f"the slowest took {slowest * 1000:.0f} ms",
        (passed, refused) == (RATE, 1 + len(guesses)) and slowest < MOST_SECONDS,
    )
