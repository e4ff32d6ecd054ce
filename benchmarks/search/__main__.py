"""`make bench-search`: every class of search, at several sizes of data, as the API is asked.

    python -m benchmarks.search --sizes 100000,1000000

Needs nobody: it makes its databases and indexes, measures, and drops them. Each class is asked many
times with terms that rotate, drawn from the data itself by their frequency, so that nothing is a
cached favourite. A request goes through the whole product, in this process, without a server: what
is timed is what it waits for. One connection, one core.

Beside the time stands the CPU, which moves less on a busy machine: of this process and of the
process of PostgreSQL that answers it. "Over the question" is what the web process needs beside the
dearest of the questions that the engine is asked, the database apart.
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import statistics
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import django

from benchmarks.__main__ import PRODUCTION
from benchmarks.endings import leave_by_exception_when_killed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.search.asking import Cost
    from benchmarks.search.classes import Kind
    from benchmarks.search.database import Filled

Results = dict[str, tuple["Kind", list["Cost"]]]
HEADS = ("p50, p95 ms", "CPU p50, p95", "of PostgreSQL", "of the question", "over it")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--queries", type=int, default=100, help="of each class")
    parser.add_argument("--only", default="", help="classes with this in their name")
    parser.add_argument(
        "--explain", action="store_true", help="print where their time goes instead, by EXPLAIN"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    parser.add_argument("--rebuild", action="store_true", help="build kept indexes anew, too")
    arguments = parser.parse_args()
    leave_by_exception_when_killed()
    set_up()
    from benchmarks.search.database import filled_database

    sizes = [int(size) for size in arguments.sizes.split(",")]
    results: dict[int, Results] = {}
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores", flush=True)
    for size in sizes:
        with filled_database(size, is_kept=arguments.keep, is_built=arguments.rebuild) as filled:
            for line in _measured(size, filled, results, arguments):
                print(line, flush=True)
    if len(sizes) > 1 and results:
        print("\n".join(_growth(results[sizes[0]], results[sizes[-1]])))


def set_up() -> None:
    """As production runs, but for the log and the limits."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= PRODUCTION
    os.environ |= {
        "LOG_LEVEL": "ERROR",
        "PUBLIC_THROTTLE_RATE": "1000000/s",
        "SEARCH_INDEXER": "command",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "JWT_SIGNING_KEY": secrets.token_urlsafe(50),
    }
    django.setup()


def _measured(
    size: int, filled: Filled, results: dict[int, Results], arguments: argparse.Namespace
) -> Iterator[str]:
    from benchmarks.search.explaining import print_shares
    from benchmarks.search.measuring import measured

    yield f"\n## {size:,} profiles, load {os.getloadavg()[0]:.1f}\n"
    yield from _made(size, filled)
    if arguments.explain:
        print_shares(arguments.queries, arguments.only)
        return
    yield "\n| class | " + " | ".join(HEADS) + " | goal |\n" + "|---" * (len(HEADS) + 2) + "|"
    results[size] = {}
    for kind, costs in measured(arguments.queries, arguments.only):
        results[size][kind.name] = kind, costs
        yield "| " + " | ".join(_cells(kind, costs)) + " |"
    yield from _missed(results[size])
    if not arguments.only:
        yield from _besides()


def _made(size: int, filled: Filled) -> Iterator[str]:
    """How long the data took to make, and how large it is."""
    from django.db import connection

    from benchmarks.search.measuring import GOAL_BUILDING_SECONDS

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relname IN ('profiles_searchentry', 'profiles_searchcard', 'search_by_quality') "
            "ORDER BY relname"
        )
        sizes = ", ".join(f"{name} {text}" for name, text in cursor.fetchall())
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers')"
        )
        version, buffers = cursor.fetchone()
    made = f"; made in {filled.seconds:.0f} s" if filled.seconds else ""
    yield f"PostgreSQL {version}, shared_buffers {buffers}{made}; {sizes}."
    for name, built in filled.indexes.items():
        goal = f" (goal {GOAL_BUILDING_SECONDS * size / 1e6:.0f} s)" if name == "profiles" else ""
        yield (
            f"Index of {name}: {built.entries:,} entries, {built.segments} segments, "
            f"{built.size / 1e6:.0f} MB, built in {built.seconds:.0f} s, of it CPU of the indexer "
            f"{built.cpu_seconds:.0f} s{goal}."
        )


def _cells(kind: Kind, costs: list[Cost]) -> Iterator[str]:
    from benchmarks.search.classes import percentile

    elapsed, cpu = [one.elapsed for one in costs], [one.cpu for one in costs]
    yield kind.name
    for values in (elapsed, cpu):
        yield f"{statistics.median(values):.1f}, {percentile(values, 0.95):.1f}"
    yield f"{statistics.median(one.database_cpu for one in costs):.1f}"
    if any(one.bare for one in costs):
        yield f"{statistics.median(one.bare for one in costs):.1f}"
        yield f"{statistics.median(one.over_the_bare_question for one in costs):.1f}"
    else:
        yield from ("", f"{statistics.median(one.own_cpu for one in costs):.1f}")
    share = "p95" if kind.goal_share > 0.5 else "p50"
    yield f"{share} {kind.goal}" + (
        "" if percentile(elapsed, kind.goal_share) <= kind.goal else " NO"
    )


def _missed(results: Results) -> Iterator[str]:
    """Which classes miss their goal, by their time and by their CPU, which is what the time would
    be at least on a machine without other work.
    """
    from benchmarks.search.measuring import GOAL_OVER_THE_QUESTION

    for what in ("elapsed", "cpu"):
        over = [
            name for name, (kind, costs) in results.items() if kind.taken(costs, what) > kind.goal
        ]
        yield f"\nAbove their goal by {what}: {', '.join(over) or 'none'}."
    dear = [
        name
        for name, (_kind, costs) in results.items()
        if any(one.bare for one in costs)
        and statistics.median(one.over_the_bare_question for one in costs) > GOAL_OVER_THE_QUESTION
    ]
    yield f"\nMore than {GOAL_OVER_THE_QUESTION} ms over the question: {', '.join(dear) or 'none'}."


def _besides() -> Iterator[str]:
    """A write, and the memory of a worker."""
    from django.conf import settings

    from benchmarks.search.measuring import GOAL_WRITING, write_cost
    from benchmarks.search.memory import GOAL_MEGABYTES, worker_memory

    bare, mirrored = write_cost()
    yield (
        f"\nWriting a profile takes {mirrored:.2f} ms, without its search entry {bare:.2f} ms: "
        f"{mirrored / bare:.1f} x (goal {GOAL_WRITING} x)."
    )
    own, mapped = worker_memory(settings.SEARCH_FOLDER)
    yield (
        f"\nA worker has {own:.0f} MB (goal {GOAL_MEGABYTES} MB), and {mapped:.0f} MB of the "
        "indexes are mapped."
    )


def _growth(smallest: Results, largest: Results) -> Iterator[str]:
    from benchmarks.search.classes import percentile

    yield "\n| class | growth of p95 | of CPU p95 |\n|---|---|---|"
    for name in smallest.keys() & largest.keys():
        small, large = smallest[name][1], largest[name][1]
        growths = (
            percentile([getattr(one, what) for one in large], 0.95)
            / percentile([getattr(one, what) for one in small], 0.95)
            for what in ("elapsed", "cpu")
        )
        yield f"| {name} | " + " | ".join(f"{one:.1f} x" for one in growths) + " |"


if __name__ == "__main__":
    main()
