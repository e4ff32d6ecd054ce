"""The rows of the table: what is measured against what, and the goal."""

from __future__ import annotations

import base64
import hashlib
import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import bcrypt
from django.conf import settings
from django.db import connection

from benchmarks import load
from benchmarks.data import PASSWORD
from benchmarks.servers import Server, fastapi_peer, guildhall

LOG_INS_A_ROUND = 12


@dataclass(frozen=True)
class Row:
    """One figure with its goal."""

    what: str
    ours: str
    other: str
    ratio: str
    goal: str


def as_table(table: list[Row]) -> str:
    """The rows as a Markdown table."""
    cells = [("", "Guildhall", "against", "ratio", "goal")]
    cells += [(row.what, row.ours, row.other, row.ratio, row.goal) for row in table]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def environment() -> dict[str, str]:
    """Where both servers find the benchmark's database."""
    parameters = connection.get_connection_params()
    name, user = connection.settings_dict["NAME"], parameters["user"]
    password, port = parameters.get("password", ""), parameters.get("port", 5432)
    host = parameters["host"]
    where = f"@/{name}?host={host}" if host.startswith("/") else f"@{host}:{port}/{name}"
    return {
        "DATABASE_URL": f"postgres://{user}:{password}{where}",
        "PEER_DATABASE_URL": f"postgresql+asyncpg://{user}:{password}{where}",
    }


def me(tokens: list[str], *, rounds: int, seconds: int) -> list[Row]:
    """`GET me` against FastAPI with SQLAlchemy's async ORM, and a worker's memory."""
    ours, peers = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tokens"
        file.write_text("\n".join(tokens))
        with guildhall(environment()) as server, fastapi_peer(environment()) as peer:
            _require_same_answers(server, peer, tokens[0])
            for url in (server.url, peer.url):
                load.get(f"{url}/api/v1/me", tokens=file, seconds=2)  # warm
            for _ in range(rounds):
                ours.append(load.get(f"{server.url}/api/v1/me", tokens=file, seconds=seconds))
                peers.append(load.get(f"{peer.url}/api/v1/me", tokens=file, seconds=seconds))
            memory = server.worker_memory()
    our_rate, peer_rate = (_median_rate(runs) for runs in (ours, peers))
    p99 = statistics.median(run.p99_milliseconds for run in ours)
    return [
        Row(
            "GET me, requests/s",
            f"{our_rate:,.0f} (p99 {p99:.1f} ms)",
            f"{peer_rate:,.0f} FastAPI + SQLAlchemy",
            f"{our_rate / peer_rate:.2f} x",
            "at least 1.5 x",
        ),
        Row("memory of a worker", f"{memory:.0f} MB", "", "", "at most 120 MB"),
    ]


def log_in(*, rounds: int) -> Row:
    """The latency of a log-in against one bare bcrypt check of the same cost."""
    encoded = bcrypt.hashpw(_digest(PASSWORD), bcrypt.gensalt(settings.BCRYPT_ROUNDS))
    ours, bare = [], []
    with guildhall(environment()) as server:
        caller = HTTPConnection(urlsplit(server.url).netloc)
        for number in range(rounds * LOG_INS_A_ROUND):
            ours.append(_seconds(lambda number=number: _log_in(caller, number)))
            bare.append(_seconds(lambda: bcrypt.checkpw(_digest(PASSWORD), encoded)))
        caller.close()
    our_median, bare_median = statistics.median(ours), statistics.median(bare)
    return Row(
        "log-in, latency",
        f"{our_median * 1000:.0f} ms",
        f"{bare_median * 1000:.0f} ms bare bcrypt",
        f"{our_median / bare_median:.2f} x",
        "at most 1.15 x",
    )


def _median_rate(runs: list[load.Load]) -> float:
    return statistics.median(run.per_second for run in runs)


def _digest(password: str) -> bytes:
    """What Django's BCryptSHA256 hands to bcrypt."""
    return base64.b16encode(hashlib.sha256(password.encode()).digest()).lower()


def _seconds(job) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _log_in(caller: HTTPConnection, number: int) -> None:
    """Log a user in, each from another address: the limits are not what is measured."""
    body = json.dumps({"username": f"user-{number}", "password": PASSWORD})
    headers = {
        "Content-Type": "application/json",
        "X-Forwarded-For": f"198.51.{number // 250}.{number % 250}",
    }
    caller.request("POST", "/api/v1/auth/login", body, headers)
    answer = caller.getresponse()
    if (answer.read() and answer.status) != 200:
        raise SystemExit(f"The log-in was answered with {answer.status}.")


def _require_same_answers(server: Server, peer: Server, token: str) -> None:
    """Both must say the same, or the comparison says nothing."""
    answers = []
    for url in (server.url, peer.url):
        request = Request(f"{url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        with urlopen(request) as answer:
            answers.append(json.load(answer))
    if answers[0] != answers[1]:
        raise SystemExit(f"The servers differ:\n{answers[0]}\n{answers[1]}")
