"""A CV of two pages from its upload to its suggestions, against the bare reading of it."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benchmarks import load
from benchmarks.cvs.make import TWO_PAGES
from benchmarks.servers import guildhall
from benchmarks.table import Goal, Row
from cv_reader import sandbox

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data

WARM_UP = 10
UPLOADS_A_ROUND = 12
POLL_SECONDS = 0.01
BOUNDARY = "a-boundary"


def cv_rows(data: Data, arguments: Namespace) -> list[Row]:
    """One after the other, each by another user, and a bare reading in turn."""
    content = TWO_PAGES.read_bytes()
    ours: list[float] = []
    bare: list[float] = []
    with (
        guildhall(data.environment) as server,
        closing(HTTPConnection(urlsplit(server.url).netloc)) as caller,
    ):
        load.wait_until_quiet()
        memory = 0.0
        for number in range(WARM_UP + arguments.rounds * UPLOADS_A_ROUND):
            if number == WARM_UP:
                memory = server.worker_memory()
            ours.append(_upload(caller, data.tokens[number], content))
            started = time.perf_counter()
            sandbox.read(content, "pdf")
            bare.append(time.perf_counter() - started)
        grown = server.worker_memory() - memory
    our_median, bare_median = (statistics.median(times[WARM_UP:]) for times in (ours, bare))
    return [
        Row(
            "CV of two pages, upload to suggestions",
            f"{our_median * 1000:.0f} ms",
            f"{bare_median * 1000:.0f} ms reading alone",
            f"{our_median / bare_median:.2f} x",
        ),
        Row(
            "memory of a worker after the CVs",
            f"{grown:+.1f} MB",
            goal=Goal(grown, most=5.0, unit="MB"),
        ),
    ]


def _upload(caller: HTTPConnection, token: str, content: bytes) -> float:
    """Upload a CV and wait for its suggestions; the seconds that took."""
    part = 'Content-Disposition: form-data; name="file"; filename="cv.pdf"'
    start = f"--{BOUNDARY}\r\n{part}\r\n\r\n".encode()
    body = start + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    started = time.perf_counter()
    _answer(caller, "PUT", token, body, kind)
    while (state := _answer(caller, "GET", token)["state"]) == "processing":
        time.sleep(POLL_SECONDS)
    took = time.perf_counter() - started
    if state != "ready":
        raise SystemExit(f"The CV is {state}.")
    return took


def _answer(
    caller: HTTPConnection, method: str, token: str, body: bytes = b"", kind: str = ""
) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": kind} if kind else {})
    caller.request(method, "/api/v1/me/cv", body, headers)
    answer = caller.getresponse()
    text = answer.read()
    if answer.status not in {200, 202}:
        raise SystemExit(f"{method} me/cv was answered with {answer.status}: {text!r}")
    found: dict[str, str] = json.loads(text)
    return found
