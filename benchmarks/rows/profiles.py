"""`GET profiles`, a page of 20 with skills, against FastAPI with SQLAlchemy and a bare server."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from benchmarks import load
from benchmarks.servers import bare_profiles, fastapi_profiles, guildhall
from benchmarks.table import Goal, Row

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data
    from benchmarks.servers import Server

PATH = "/api/v1/profiles"
WARM_UP_SECONDS = 2


def profiles_rows(data: Data, arguments: Namespace) -> list[Row]:
    """Alternate between the three servers, on the same database."""
    with (
        guildhall(data.environment) as server,
        fastapi_profiles(data.environment) as peer,
        bare_profiles(data.environment) as bare,
    ):
        servers = {"ours": server, "peer": peer, "bare": bare}
        _require_the_same_cards(*servers.values())
        for one in servers.values():
            load.get(one, PATH, seconds=WARM_UP_SECONDS)
        runs: dict[str, list[load.Load]] = {name: [] for name in servers}
        for _ in range(arguments.rounds):
            load.wait_until_quiet()
            for name, one in servers.items():
                runs[name].append(load.get(one, PATH, seconds=arguments.seconds))
    return [
        _row(runs, "peer", "FastAPI + SQLAlchemy", 3.0),
        _row(runs, "bare", "bare WSGI + psycopg + orjson", 0.6),
    ]


def _require_the_same_cards(*servers: Server) -> None:
    first, *others = (_cards(server) for server in servers)
    if any(cards != first for cards in others) or len(first) != 20:
        raise SystemExit("The servers do not list the same cards.")


def _cards(server: Server) -> list[dict[str, Any]]:
    with urlopen(server.url + PATH) as answer:
        return json.load(answer)["results"]


def _row(runs: dict[str, list[load.Load]], against: str, what: str, least: float) -> Row:
    ours, others = (
        statistics.median(run.per_second for run in runs[name]) for name in ("ours", against)
    )
    by_round = [
        one.per_second / other.per_second
        for one, other in zip(runs["ours"], runs[against], strict=True)
    ]
    return Row(
        f"GET profiles, requests/s against {against}",
        f"{ours:,.0f}",
        f"{others:,.0f} {what}",
        f"{ours / others:.2f} x (rounds {min(by_round):.2f} to {max(by_round):.2f})",
        Goal(ours / others, least=least, unit="x"),
    )
