"""`make load`: mixed traffic on a market of a million profiles, and what each route waits for.

First each route alone, one request after the other on a machine that rests: the unloaded median.
Then the mix, from many open connections at a steady rate. Fails when any request failed, or a
route's p99 is above five times its unloaded median.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import secrets
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import django

from benchmarks.__main__ import PRODUCTION
from benchmarks.endings import leave_by_exception_when_killed

if TYPE_CHECKING:
    from benchmarks.mixed_traffic.clients import Figures

MOST_TIMES = 5.0
UNLOADED_REQUESTS = 100
WARM_UP = 40


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixed_traffic", description=__doc__)
    parser.add_argument("--profiles", type=int, default=1_000_000)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--rate", type=float, default=16.0, help="requests a second in all")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--keep", action="store_true", help="keep the database for the next run")
    arguments = parser.parse_args()
    leave_by_exception_when_killed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= PRODUCTION | {
        "PUBLIC_THROTTLE_RATE": "1000000/min",
        "PROJECTS_PER_DAY": "1000000",
        # All of them are new here, and come from one machine.
        "BUSY_NETWORK_ACCOUNTS": "1000000",
        "BUSY_SITE_ACCOUNTS": "1000000",
    }
    os.environ["SECRET_KEY"] = os.environ["JWT_SIGNING_KEY"] = secrets.token_urlsafe(50)
    django.setup()
    from django.core.management import call_command

    from benchmarks.search.database import filled_database

    with filled_database(arguments.profiles, is_kept=arguments.keep, is_indexed=False):
        call_command("createcachetable", verbosity=0)
        unloaded, loaded = _measured(arguments)
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, which the "
        f"load shares; {arguments.profiles:,} profiles, {arguments.connections} connections, "
        f"{arguments.rate:.0f} requests/s for {arguments.minutes:g} minutes\n"
    )
    if not _holds(unloaded, loaded):
        sys.exit("The goal was missed.")


def _measured(arguments: argparse.Namespace) -> tuple[Figures, Figures]:
    """Each route alone, then all together."""
    from benchmarks.mixed_traffic import mix
    from benchmarks.mixed_traffic.clients import Connection, Figures, as_due, one_after_the_other
    from benchmarks.mixed_traffic.indexer import indexer, wait_for_index
    from benchmarks.search.terms import read_terms
    from benchmarks.servers import guildhall

    draw = random.Random(7)
    kinds = mix.requests(mix.make_members(), read_terms())
    makers = [make for _weight, make in kinds]
    weights = [weight for weight, _make in kinds]
    warm, unloaded, loaded = Figures(), Figures(), Figures()
    with guildhall({}) as server, indexer():
        wait_for_index(server)
        where = urlsplit(server.url)
        connections = [
            Connection(str(where.hostname), int(where.port or 0))
            for _ in range(arguments.connections)
        ]

        async def run() -> None:
            for make in makers:
                for figures, number in ((warm, WARM_UP), (unloaded, UNLOADED_REQUESTS)):
                    asked = [make(draw) for _ in range(number)]
                    await one_after_the_other(connections[0], asked, figures)
            await as_due(
                connections,
                lambda: draw.choices(makers, weights)[0](draw),
                rate=arguments.rate,
                seconds=arguments.minutes * 60,
                figures=loaded,
            )

        asyncio.run(run())
    return unloaded, loaded


def _holds(unloaded: Figures, loaded: Figures) -> bool:
    """Print the table; whether nothing failed and no route's p99 is above the goal."""
    print("| route | requests | unloaded p50 | p50 | p99 | p99 / unloaded p50 | errors |")
    print("|---|---|---|---|---|---|---|")
    worst = 0.0
    for route, alone in unloaded.seconds.items():
        rest = _percentile(alone, 0.5)
        taken = loaded.seconds[route]
        p50, p99 = _percentile(taken, 0.5), _percentile(taken, 0.99)
        worst = max(worst, p99 / rest)
        print(
            f"| {route} | {len(taken)} | {rest * 1000:.1f} ms | {p50 * 1000:.1f} ms "
            f"| {p99 * 1000:.1f} ms | {p99 / rest:.1f} x | {len(loaded.errors[route])} |"
        )
    failed = [
        text for figures in (unloaded, loaded) for one in figures.errors.values() for text in one
    ]
    print(f"\nGoal: no error, {MOST_TIMES:.0f} x. {len(failed)} errors, at most {worst:.1f} x.")
    for text in sorted(set(failed))[:5]:
        print(text)
    return not failed and worst <= MOST_TIMES


def _percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed, in seconds; nan of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


if __name__ == "__main__":
    main()
