"""Search and matching at a million profiles, and a write with its search entry.

`make bench-search` prints every class.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks.search import measuring
from benchmarks.search.database import filled_database
from benchmarks.table import Goal, Row

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data

SMALL, LARGE = 100_000, 1_000_000
QUERIES = 100  # of each class


def search_rows(_data: Data, arguments: Namespace) -> list[Row]:
    """On databases of their own."""
    p95: dict[int, dict[str, float]] = {}
    for size in (SMALL, LARGE):
        with filled_database(size, is_kept=arguments.keep):
            classes = measuring.measured(QUERIES, only="")
            p95[size] = {name: measuring.percentile(taken, 0.95) for name, taken in classes.items()}
            bare, mirrored = measuring.write_cost()
    searching = {one: p95[LARGE][one] for one in p95[LARGE] if not measuring.is_matching(one)}
    matching = {one: p95[LARGE][one] for one in p95[LARGE] if measuring.is_matching(one)}
    return [
        _slowest(f"search at {LARGE:,}", searching, measuring.GOAL_MILLISECONDS),
        _growth(p95[SMALL], searching),
        _slowest(f"matching at {LARGE:,}", matching, measuring.GOAL_MATCHING_MILLISECONDS),
        Row(
            f"writing a profile at {LARGE:,}, search entry included",
            f"{mirrored:.1f} ms",
            f"{bare:.1f} ms without the entry",
            f"{mirrored / bare:.1f} x",
            Goal(mirrored / bare, most=2.0, unit="x"),
        ),
    ]


def _slowest(what: str, p95: dict[str, float], goal: int) -> Row:
    within = sum(value <= goal for value in p95.values())
    name = max(p95, key=p95.__getitem__)
    return Row(
        f"{what}, p95 of the slowest class",
        f"{p95[name]:.1f} ms: {name}",
        f"{within} of {len(p95)} classes within the goal",
        goal=Goal(p95[name], most=goal, unit="ms"),
    )


def _growth(small: dict[str, float], large: dict[str, float]) -> Row:
    growth = sorted(large[name] / small[name] for name in large)
    within = sum(one <= measuring.GOAL_GROWTH for one in growth)
    return Row(
        f"search, growth of p95 from {SMALL:,}",
        "",
        f"{within} of {len(growth)} classes within the goal",
        f"{statistics.median(growth):.1f} x (classes {growth[0]:.1f} to {growth[-1]:.1f})",
        Goal(growth[-1], most=measuring.GOAL_GROWTH, unit="x"),
    )
