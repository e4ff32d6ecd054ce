"""Mail and text messages go to gateways that accept a connection and never say a word.

Requests must not notice, and what was queued must arrive once the gateways live.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING
from uuid import uuid4

from accounts.tests.factories import UserFactory
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.gateways import Gateway, Http, Smtp
from benchmarks.servers import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.faults.stand import Stand
    from benchmarks.servers import Server

FAULT = "mail and SMS gateways hang"
WAITS = {"MAIL_RETRY_WAITS": "1,1,2,2,4,8,16", "OTP_RETRY_WAITS": "1,4"}
SLOWER = 1.5  # what counts as unaffected
SLACK_SECONDS = 0.01
DELIVERY_SECONDS = 90


def check(stand: Stand) -> Iterator[Finding]:
    number = 8 if stand.short else 40
    for backend in ("immediate", "database"):
        mail, texts = Gateway(Smtp), Gateway(Http)
        environment = {
            "EMAIL_URL": f"smtp://{HOST}:{mail.port}",
            "SMS_URL": f"json://{HOST}:{texts.port}/",
            "TASKS_BACKEND": backend,
            "TRUSTED_PROXY_COUNT": "1",
            **WAITS,
        }
        try:
            with stand.server(**environment) as server, _worker(stand, backend, environment):
                yield from _tried(server, backend, number, mail, texts)
        finally:
            mail.close()
            texts.close()


def _tried(
    server: Server, backend: str, number: int, mail: Gateway, texts: Gateway
) -> Iterator[Finding]:
    """Healthy, hanging, healthy again."""
    fault = f"{FAULT}, tasks: {backend}"
    _send(server, 2)  # each worker's first is slow
    for gateway in (mail, texts):
        gateway.is_alive.set()
    healthy = _send(server, number)
    _wait_for(mail, number)
    for gateway in (mail, texts):
        gateway.is_alive.clear()
    before = (len(mail.taken), len(texts.taken))
    hanging = _send(server, number)
    limit = SLOWER * healthy + SLACK_SECONDS
    yield Finding(
        fault,
        "requests that send mails and codes take no longer",
        f"median {hanging * 1000:.0f} ms, {healthy * 1000:.0f} ms before",
        hanging < limit,
    )
    for gateway in (mail, texts):
        gateway.is_alive.set()
    for gateway, what, taken in zip((mail, texts), ("mail", "code"), before, strict=True):
        started = time.monotonic()
        arrived = _wait_for(gateway, taken + number) - taken
        yield Finding(
            fault,
            f"each {what} asked for meanwhile arrives once the gateway lives",
            f"{arrived} of {number} within {time.monotonic() - started:.0f} s",
            arrived >= number,
        )


def _send(server: Server, number: int) -> float:
    """Have so many reset links mailed and as many codes sent; the median time of a request."""
    client, times = Client(server.url), []
    for index in range(number):
        user = UserFactory(username=f"m-{uuid4().hex[:20]}", phone_number=_phone())
        client.address = f"2001:db8:{index:x}:{uuid4().hex[:4]}::1"
        asked = (
            ("auth/forgot-password", {"email": user.email}),
            ("auth/request-otp", {"phone_number": str(user.phone_number), "purpose": "login"}),
        )
        for path, body in asked:
            answer = client.call("POST", path, body)
            if answer.status != 202:
                raise SystemExit(f"{path}: {answer.status} {answer.content!r}")
            times.append(answer.seconds)
    return median(times)


def _phone() -> str:
    """An Indian mobile number that nobody else here has."""
    return f"+9198{uuid4().int % 10**8:08}"


def _wait_for(gateway: Gateway, number: int) -> int:
    """Until the gateway took so many, or the time is over; how many it took."""
    deadline = time.monotonic() + DELIVERY_SECONDS
    while len(gateway.taken) < number and time.monotonic() < deadline:
        time.sleep(0.1)
    return len(gateway.taken)


@contextmanager
def _worker(stand: Stand, backend: str, environment: dict[str, str]) -> Iterator[None]:
    """The task worker, where one is needed."""
    if backend != "database":
        yield
        return
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    worker = subprocess.Popen(
        command,
        env=os.environ | {"DATABASE_URL": stand.postgres.url} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.kill()
        worker.wait()
