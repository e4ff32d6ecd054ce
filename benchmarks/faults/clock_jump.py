"""The clock of the machine that serves jumps ahead and back, while the database's stays right.

What is stored and decided by time, a review's reveal, a code, a limit, a session, must go by the
database's clock. What is signed and not stored (access tokens, mailed links, cursors), browsers'
sessions and the codes of authenticator apps are read by the server's own, and may end early or
late.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jwt

from accounts.models import Role
from accounts.tests.factories import PASSWORD, UserFactory
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_finished, make_review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.faults.stand import Stand
    from reviews.models import Review

FAULT = "the server's clock jumps by {:+d} days"
LIBRARIES = ("faketime/libfaketimeMT.so.1", "libfaketimeMT.so.1")
DAYS = (20, -20)  # past the window of a review and the life of every session and code, and back


def check(stand: Stand) -> Iterator[Finding]:
    clock = stand.folder / "clock"
    environment = {
        "LD_PRELOAD": _library(),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TRUSTED_PROXY_COUNT": "1",
    }
    _set(clock, 0)
    with stand.server(**environment) as server:
        for days in DAYS:
            yield from _jumped(server.url, clock, days)
            _set(clock, 0)


def _library() -> str:
    for folder in Path("/usr/lib").glob("*-linux-gnu"):
        for name in LIBRARIES:
            if (folder / name).exists():
                return str(folder / name)
    raise SystemExit("libfaketime is missing: apt-get install faketime")


def _set(clock: Path, days: int) -> None:
    clock.write_text(f"{days:+d}d\n")
    time.sleep(0.1)


def _jumped(url: str, clock: Path, days: int) -> Iterator[Finding]:
    fault = FAULT.format(days)
    user, review = UserFactory(role=Role.FREELANCER), _hidden_review()
    client = Client(url, address=f"192.0.2.{50 + days}")
    body = {"username": user.username, "password": PASSWORD}
    before = client.call("POST", "auth/login", body).json()
    _set(clock, days)
    again = client.call("POST", "auth/login", body)
    me = client.call("GET", "me", token=again.json()["access_token"])
    ahead = _days_ahead(again.json()["access_token"])
    yield Finding(
        fault,
        "the server believes it; log-in works, and so does its token",
        f"{ahead:+.0f} days; log-in {again.status}, me {me.status}",
        abs(ahead - days) < 1 and again.is_success and me.is_success,
    )
    reviews = client.call("GET", f"profiles/{review.subject.username}/reviews")
    yield Finding(
        fault,
        "a review that waits for the other side stays hidden",
        f"{reviews.status}, {len(reviews.json()['results'])} shown",
        reviews.is_success and reviews.json()["results"] == [],
    )
    wrong = body | {"password": "not it"}
    guesses = [client.call("POST", "auth/login", wrong).status for _ in range(7)]
    yield Finding(
        fault,
        "limits count as ever",
        " ".join(map(str, guesses)),
        guesses == [401] * 5 + [429] * 2,
    )
    meanwhile = client.call("POST", "auth/refresh-token", _refreshing(before))
    _set(clock, 0)
    after = client.call("POST", "auth/refresh-token", _refreshing(meanwhile.json()))
    me = client.call("GET", "me", token=after.json()["access_token"])
    yield Finding(
        fault,
        "a session is refreshed meanwhile, and when the clock is right again",
        f"meanwhile {meanwhile.status}, then {after.status}, me {me.status}",
        meanwhile.is_success and after.is_success and me.is_success,
    )


def _refreshing(pair: dict[str, Any]) -> dict[str, Any]:
    return {"refresh_token": pair.get("refresh_token", "")}


def _days_ahead(access_token: str) -> float:
    """How far the server's clock is ahead, by when it says that it made this token."""
    claims = jwt.decode(access_token, options={"verify_signature": False})
    return (datetime.fromtimestamp(claims["iat"], UTC) - datetime.now(UTC)) / timedelta(days=1)


def _hidden_review() -> Review:
    """The first of two, of a public freelancer, whose window has days to go."""
    project = make_finished(freelancer=make_freelancer(headline="Plumber").user)
    return make_review(project, project.client)
