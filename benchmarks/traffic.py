"""Reads and writes as people make them, at an even pace, from threads of this process."""

from __future__ import annotations

import itertools
import json
import math
import random
import statistics
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import urllib3

if TYPE_CHECKING:
    from collections.abc import Iterator

READERS, WRITERS = 4, 2
PAUSE_SECONDS = 0.04
PASSWORD = "a lantern for every trade"
# For a server under such traffic: people without proofs, and nothing that limits the load.
ENVIRONMENT = {
    "SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrst",
    "HTTPS": "false",
    "ACCOUNT_PROOF_REQUIRED": "false",
    "BCRYPT_ROUNDS": "4",
    "PUBLIC_THROTTLE_RATE": "1000000/min",
    "PROJECTS_PER_DAY": "1000000",
    "EMAIL_URL": "dummymail://",
    "TRUSTED_PROXY_COUNT": "1",
    "LOG_LEVEL": "ERROR",
}


@dataclass(frozen=True)
class Answer:
    """One request, as its client saw it."""

    started: float
    milliseconds: float
    status: int
    is_write: bool


@dataclass(frozen=True)
class Figures:
    """What the answers of a span of time say."""

    requests: int
    p50: float
    p99: float
    longest_read: float
    longest_write: float
    errors: int


@dataclass
class Traffic:
    """What is asked for all the time, and every answer so far."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(maxsize=READERS + WRITERS + 1, retries=False)
    )

    def ask(
        self, method: str, path: str, token: str = "", body: object = None, address: str = ""
    ) -> tuple[int, bytes]:
        """The status, 0 for no answer, and what came. `address` is where it seems to come from."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"X-Forwarded-For": address} if address else {}
        try:
            answer = self.http.request(
                method, f"{self.url}/api/v1/{path}", headers=headers, json=body, timeout=60
            )
        except urllib3.exceptions.HTTPError:
            return 0, b""
        return answer.status, answer.data

    def timed(self, method: str, path: str, token: str = "", body: object = None) -> None:
        started = time.monotonic()
        status, _body = self.ask(method, path, token, body)
        milliseconds = (time.monotonic() - started) * 1000
        self.answers.append(Answer(started, milliseconds, status, is_write=method != "GET"))

    def since(self, started: float) -> Figures:
        """The figures of the requests that were under way at or after this moment."""
        found = [a for a in list(self.answers) if a.started + a.milliseconds / 1000 >= started]
        times = sorted(answer.milliseconds for answer in found)
        return Figures(
            requests=len(found),
            p50=statistics.median(times),
            p99=times[math.ceil(0.99 * len(times)) - 1],
            longest_read=max((a.milliseconds for a in found if not a.is_write), default=0),
            longest_write=max((a.milliseconds for a in found if a.is_write), default=0),
            errors=sum(not 200 <= answer.status < 300 for answer in found),
        )


@contextmanager
def traffic(url: str) -> Iterator[Traffic]:
    """Traffic on a running site, until the block ends."""
    asked = Traffic(url)
    tokens = [_register(asked) for _ in range(WRITERS)]
    names = _usernames(asked)
    is_over = threading.Event()
    threads = [
        *(threading.Thread(target=_read, args=(asked, names, is_over)) for _ in range(READERS)),
        *(threading.Thread(target=_write, args=(asked, token, is_over)) for token in tokens),
    ]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _register(asked: Traffic) -> str:
    name = f"traffic-{random.randrange(10**9)}"
    who = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    who |= {"first_name": "Asha", "last_name": "Rao", "role": "freelancer"}
    status, body = asked.ask("POST", "auth/register", body=who)
    if status != 201:
        raise SystemExit(f"Nobody can register: {status} {body!r}")
    return str(json.loads(body)["access_token"])


def _usernames(asked: Traffic) -> list[str]:
    found: list[str] = []
    for level in ("fresher", "junior", "mid", "senior"):
        _status, body = asked.ask("GET", f"profiles?page_size=100&level={level}")
        found += [one["username"] for one in json.loads(body)["results"]]
    return found


def _read(asked: Traffic, names: list[str], is_over: threading.Event) -> None:
    searches = itertools.cycle(("profiles", "profiles?level=mid", "profiles?q=python&country=DE"))
    while not is_over.wait(PAUSE_SECONDS):
        is_page = random.random() < 0.5
        asked.timed("GET", f"profiles/{random.choice(names)}" if is_page else next(searches))


def _write(asked: Traffic, token: str, is_over: threading.Event) -> None:
    for number in itertools.count():
        if is_over.wait(PAUSE_SECONDS):
            return
        asked.timed("PATCH", "me/profile", token, {"headline": f"Joiner, version {number}"})
