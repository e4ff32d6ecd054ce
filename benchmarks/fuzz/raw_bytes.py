"""Headers, cookies and queries as no client library sends them, on every route and page of the
running server: over a socket, since libraries refuse to.
"""

from __future__ import annotations

import socket
from collections import Counter
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.test import Client

from config.tests import arrangements, hostile_bytes
from config.tests.callers import new_caller
from config.tests.permission_rows import MATRIX
from config.tests.test_page_access import NAMES
from config.tests.test_page_access import address_of as page_address
from config.tests.test_permissions import NOTHING
from config.tests.test_permissions import address_of as api_address

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10
FIRST_NUMBER = 1_000_000_000  # of people, behind those of the runs of Schemathesis
# The server refuses a request for one control in a header: few have any.
WITH_CONTROLS = hostile_bytes.VALUES | hostile_bytes.CONTROLS
SHARE_WITH_CONTROLS = 0.05
AWAY = "503"  # what the database being away is answered with, and nothing else
NO_ANSWER = "none"


def fuzz_bytes(url: str, rounds: int) -> Counter[str]:
    """Try so many requests of each address; answer how many had which status. A server that breaks
    or says nothing is printed with what it was sent.
    """
    statuses: Counter[str] = Counter()
    random = Random(19)
    arrangements.begin_numbering(FIRST_NUMBER)
    for method, address in _addresses():
        own = _own_headers(address)
        for _round in range(rounds):
            request = _request(random, method, address, own)
            status = _status(url, request)
            statuses[status] += 1
            if is_fault(status):
                print(f"{status}: {request!r}")
    return statuses


def is_fault(status: str) -> bool:
    """Whether no input may have this answer."""
    return status == NO_ANSWER or (status.startswith("5") and status != AWAY)


def _addresses() -> Iterator[tuple[str, str]]:
    for path, method in sorted(MATRIX):
        yield method.upper(), f"/api/v1/{api_address(path, NOTHING)}"
    for name in NAMES:
        yield from (("GET", page_address(name)), ("POST", page_address(name)))


def _own_headers(address: str) -> dict[str, str]:
    """Of a member, who gets further than a stranger: a token for the API, a cookie for pages."""
    caller = new_caller("freelancer")
    if address.startswith("/api/"):
        return {"Authorization": caller.authorization}
    browser = Client()
    browser.force_login(caller.user)
    return {"Cookie": "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())}


def _request(random: Random, method: str, address: str, own: dict[str, str]) -> bytes:
    """One request: every other is a stranger's. What it sends besides is hostile."""
    values = WITH_CONTROLS if random.random() < SHARE_WITH_CONTROLS else hostile_bytes.VALUES
    headers = hostile_bytes.some_headers(random, values)
    cookies = hostile_bytes.some_cookies(random, values)
    if random.random() < 0.5:
        headers |= own
    headers["Cookie"] = "; ".join(filter(None, [headers.get("Cookie", ""), cookies]))
    value = random.choice(list(WITH_CONTROLS.values())).encode("latin-1")
    encoded = "".join(f"%{byte:02x}" for byte in value[:1000])
    query = f"?{random.choice(hostile_bytes.PARAMETERS)}={encoded}"
    lines = [
        *(f"{method} {address}{query} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"),
        *("Content-Type: application/json", "Content-Length: 2"),
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    return "\r\n".join([*lines, "", "{}"]).encode("latin-1")


def _status(url: str, request: bytes) -> str:
    """The status of the answer. A server that refuses the bytes themselves may just hang up."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(request)
            answer = connection.recv(64)
        except TimeoutError:
            return NO_ANSWER
        except ConnectionError:
            return "hung up"
    return answer[9:12].decode("latin-1") or "hung up"
