"""`GET me` against FastAPI with SQLAlchemy's async ORM: requests/s, latency, memory."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import load
from benchmarks.agreement import require_agreement
from benchmarks.servers import fastapi_peer, guildhall
from benchmarks.table import Goal, Row

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data

PATH = "/api/v1/me"
WARM_UP_SECONDS = 2
NOISY_SPREAD = 1.25  # between the best and the worst round of one run


def me_rows(data: Data, arguments: Namespace) -> list[Row]:
    """Alternate between the two servers, on the same database with the same tokens."""
    ours: list[load.Load] = []
    peers: list[load.Load] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        guildhall(data.environment) as server,
        fastapi_peer(data.environment) as peer,
    ):
        script = load.script_with(data.tokens, Path(folder))
        require_agreement(server.url + PATH, peer.url + PATH, data)
        for one in (server, peer):
            load.get(one, PATH, script=script, seconds=WARM_UP_SECONDS)
        for _ in range(arguments.rounds):
            load.wait_until_quiet()
            ours.append(load.get(server, PATH, script=script, seconds=arguments.seconds))
            peers.append(load.get(peer, PATH, script=script, seconds=arguments.seconds))
        memory = server.worker_memory()
    return [
        _throughput(ours, peers),
        _cpu(ours, peers),
        Row("GET me, latency under that load", _latencies(ours), _latencies(peers)),
        Row("memory of a worker", f"{memory:.0f} MB", goal=Goal(memory, most=120, unit="MB")),
    ]


def _throughput(ours: list[load.Load], peers: list[load.Load]) -> Row:
    our_rate, peer_rate = (
        statistics.median(run.per_second for run in runs) for runs in (ours, peers)
    )
    by_round = [one.per_second / other.per_second for one, other in zip(ours, peers, strict=True)]
    noisy = "; noisy, run again" if max(by_round) > NOISY_SPREAD * min(by_round) else ""
    return Row(
        "GET me, requests/s",
        f"{our_rate:,.0f}",
        f"{peer_rate:,.0f} FastAPI + SQLAlchemy",
        f"{our_rate / peer_rate:.2f} x (rounds {min(by_round):.2f} to {max(by_round):.2f}{noisy})",
        Goal(our_rate / peer_rate, least=1.5, unit="x"),
    )


def _cpu(ours: list[load.Load], peers: list[load.Load]) -> Row:
    our_cpu, peer_cpu = (
        statistics.median(run.cpu_microseconds for run in runs) for runs in (ours, peers)
    )
    return Row(
        "GET me, CPU of a request",
        f"{our_cpu:.0f} µs",
        f"{peer_cpu:.0f} µs FastAPI + SQLAlchemy",
        f"{peer_cpu / our_cpu:.2f} x less",
    )


def _latencies(runs: list[load.Load]) -> str:
    p50 = statistics.median(run.p50_milliseconds for run in runs)
    p99 = statistics.median(run.p99_milliseconds for run in runs)
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
