"""Clients that keep their connection and ask at times of their own, whether or not the server keeps
up: what waits behind a slow answer counts as slow (no coordinated omission).
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.mixed_traffic.mix import Request

TIMEOUT_SECONDS = 30
REST_SECONDS = 0.05
NO_ANSWER = 0


@dataclass
class Figures:
    """The seconds from when each request was due to its answer, and the answers that were none."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Connection:
    """One connection to the server, kept and made anew when it broke."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: Request) -> tuple[int, bytes]:
        """The status and body of its answer. Raises OSError, and what a broken answer raises."""
        if self.streams is None or self.streams[0].at_eof():  # the server closes what rests long
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        try:
            writer.write(_written(request))
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT_SECONDS)
            status, length = _read_head(head)
            return status, await reader.readexactly(length)
        except BaseException:
            writer.close()
            self.streams = None
            raise


def _written(request: Request) -> bytes:
    body = b"" if request.body is None else json.dumps(request.body).encode()
    head = [
        f"{request.method} {request.path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
        f"Content-Length: {len(body)}",
        *(["Content-Type: application/json"] if body else []),
        *([f"Authorization: Bearer {request.token}"] if request.token else []),
        *([f"X-Forwarded-For: {request.address}"] if request.address else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def _read_head(head: bytes) -> tuple[int, int]:
    lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(":", 1) for line in lines[1:] if ":" in line)
    return int(lines[0].split(" ", 2)[1]), int(fields["content-length"])


async def one_after_the_other(
    connection: Connection, requests: list[Request], figures: Figures
) -> None:
    """Each a moment after the one before is answered: what a request takes on a machine that rests,
    where nothing is warm from the one before.
    """
    for request in requests:
        await asyncio.sleep(REST_SECONDS)
        await _timed(connection, request, time.perf_counter(), figures)


async def as_due(
    connections: list[Connection],
    make: Callable[[], Request],
    *,
    rate: float,
    seconds: float,
    figures: Figures,
) -> None:
    """Requests at random times, `rate` of them a second in all, spread over the connections."""
    start = time.perf_counter() + 1
    pause = len(connections) / rate
    await asyncio.gather(
        *(_one_client(one, make, start, start + seconds, pause, figures) for one in connections)
    )


async def _one_client(
    connection: Connection,
    make: Callable[[], Request],
    start: float,
    end: float,
    pause: float,
    figures: Figures,
) -> None:
    due = start + random.uniform(0, pause)
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await _timed(connection, make(), due, figures)
        due += random.expovariate(1 / pause)


async def _timed(connection: Connection, request: Request, due: float, figures: Figures) -> None:
    try:
        status, body = await connection.send(request)
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
        status, body = NO_ANSWER, repr(error).encode()
    if 200 <= status < 300:
        figures.seconds[request.route].append(time.perf_counter() - due)
    else:
        figures.errors[request.route].append(f"{status} {body[:200].decode(errors='replace')}")
