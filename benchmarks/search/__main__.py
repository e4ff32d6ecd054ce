"""`make bench-search`: the SQL of every class of search, at two sizes of data.

    python -m benchmarks.search --sizes 100000,1000000

Each class is asked many times with terms that rotate, drawn from the data itself by their
frequency, so that nothing is a cached favourite. What is timed is what a request waits for: reading
the query, and the first page with its count, or a later page. One connection, one core.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
from datetime import UTC, datetime

import django

from benchmarks.search.database import filled_database
from benchmarks.search.explaining import print_shares
from benchmarks.search.measuring import (
    GOAL_MATCHING_MILLISECONDS,
    GOAL_MILLISECONDS,
    goal_of,
    measured,
    percentile,
    write_cost,
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--queries", type=int, default=100, help="of each class")
    parser.add_argument("--only", default="", help="classes with this in their name")
    parser.add_argument(
        "--explain", action="store_true", help="print where their time goes instead, by EXPLAIN"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {"DEBUG": "true", "LOG_LEVEL": "ERROR"}
    django.setup()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    results: dict[int, dict[str, list[float]]] = {}
    notes: list[str] = []
    for size in sizes:
        with filled_database(size, is_kept=arguments.keep) as built_in:
            if arguments.explain:
                print_shares(arguments.queries, arguments.only)
            else:
                results[size] = measured(arguments.queries, arguments.only)
                notes += report(size, built_in)
    if not results:
        return
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores\n")
    print_table(results)
    print("\n" + "\n".join(notes))


def print_table(results: dict[int, dict[str, list[float]]]) -> None:
    sizes = list(results)
    smallest, largest = sizes[0], sizes[-1]
    heads = [f"{size:,}: p50, p95 ms" for size in sizes]
    print(
        "| class | " + " | ".join(heads) + " | growth of p95 |\n" + "|---" * (len(sizes) + 2) + "|"
    )
    over = []
    for name in results[largest]:
        cells = [
            f"{statistics.median(taken):.1f}, {percentile(taken, 0.95):.1f}"
            for taken in (results[size][name] for size in sizes)
        ]
        worst = percentile(results[largest][name], 0.95)
        growth = worst / percentile(results[smallest][name], 0.95)
        if worst > goal_of(name):
            over.append(name)
        print(f"| {name} | " + " | ".join(cells) + f" | {growth:.1f} x |")
    print(
        f"\nGoal: p95 at most {GOAL_MILLISECONDS} ms at {largest:,}, of matching"
        f" {GOAL_MATCHING_MILLISECONDS}; above it: {over or 'none'}."
    )


def report(size: int, built_in: float | None) -> list[str]:
    """How long the data took to make, how large it is, and what a write costs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relname IN ('profiles_searchentry', 'profiles_searchcard', "
            "'search_text_and_tags', 'search_by_quality') ORDER BY relname"
        )
        sizes = ", ".join(f"{name} {text}" for name, text in cursor.fetchall())
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
    made = f"made in {built_in:.0f} s; " if built_in else ""
    bare, mirrored = write_cost()
    return [
        f"{size:,} profiles: PostgreSQL {version}, shared_buffers {buffers}; {made}{sizes}; "
        f"writing a profile {mirrored:.2f} ms, without its search entry {bare:.2f} ms: "
        f"{mirrored / bare:.1f} x."
    ]


if __name__ == "__main__":
    main()
