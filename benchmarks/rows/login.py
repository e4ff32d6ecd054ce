"""The latency of a log-in against one bare bcrypt check of the same cost."""

from __future__ import annotations

import base64
import hashlib
import json
import statistics
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import bcrypt
from django.conf import settings

from benchmarks import load
from benchmarks.data import PASSWORD
from benchmarks.servers import guildhall
from benchmarks.table import Goal, Row

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from benchmarks.data import Data

LOGINS_A_ROUND = 12
WARM_UP = 4  # both workers have connected to the database by then


def login_rows(data: Data, arguments: Namespace) -> list[Row]:
    """One after the other, a log-in and a bare check in turn: nothing waits for a core."""
    encoded = bcrypt.hashpw(_digest(PASSWORD), bcrypt.gensalt(settings.BCRYPT_ROUNDS))
    ours: list[float] = []
    bare: list[float] = []
    with (
        guildhall(data.environment) as server,
        closing(HTTPConnection(urlsplit(server.url).netloc)) as caller,
    ):
        load.wait_until_quiet()
        for number in range(WARM_UP + arguments.rounds * LOGINS_A_ROUND):
            ours.append(_seconds(lambda number=number: _log_in(caller, number)))
            bare.append(_seconds(lambda: bcrypt.checkpw(_digest(PASSWORD), encoded)))
    our_median, bare_median = (statistics.median(times[WARM_UP:]) for times in (ours, bare))
    return [
        Row(
            "log-in, latency",
            f"{our_median * 1000:.0f} ms",
            f"{bare_median * 1000:.0f} ms bare bcrypt",
            f"{our_median / bare_median:.2f} x",
            Goal(our_median / bare_median, most=1.15, unit="x"),
        )
    ]


def _digest(password: str) -> bytes:
    """What Django's BCryptSHA256 hands to bcrypt."""
    return base64.b16encode(hashlib.sha256(password.encode()).digest()).lower()


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _log_in(caller: HTTPConnection, number: int) -> None:
    """Log a user in, each from another address: the limits are not what is measured."""
    body = json.dumps({"username": f"user-{number}", "password": PASSWORD})
    headers = {
        "Content-Type": "application/json",
        "X-Forwarded-For": f"198.18.{number // 250}.{number % 250}",  # RFC 2544: for benchmarks
    }
    caller.request("POST", "/api/v1/auth/login", body, headers)
    answer = caller.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"The log-in was answered with {answer.status}.")
