"""Where the time of a class of search goes, as PostgreSQL's EXPLAIN ANALYZE tells it."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.search.asking import Asked, Caller
from benchmarks.search.classes import kinds
from benchmarks.search.measuring import WARM_UP
from benchmarks.search.terms import read_terms

EXPLAIN = "EXPLAIN (ANALYZE, TIMING, FORMAT JSON) "
LEAST_SHARE = 0.01  # of what is printed

Steps = defaultdict[str, float]


def print_shares(queries: int, only: str) -> None:
    """Of each class with this in its name: the steps of its statements, by their own time."""
    caller = Caller()
    for kind in kinds(read_terms()):
        if only in kind.name:
            draw = random.Random(kind.name)
            steps: Steps = defaultdict(float)
            for number in range(queries + WARM_UP):
                asked = kind.draw(draw)
                with CaptureQueriesContext(connection) as captured:
                    caller.answer(asked) if isinstance(asked, Asked) else asked()
                for query in captured.captured_queries if number >= WARM_UP else ():
                    _explain(query["sql"], steps)
            _print(kind.name, steps, queries)


def _explain(sql: str, steps: Steps) -> None:
    """Add the milliseconds that each step of the statement takes itself."""
    with connection.cursor() as cursor:
        cursor.execute(EXPLAIN + sql)
        ((plan,),) = cursor.fetchone()
    steps["planning"] += plan["Planning Time"]
    _add(plan["Plan"], steps, {})


def _add(node: dict[str, Any], steps: Steps, made: dict[str, float]) -> float:
    """Add the node and those below it; its milliseconds with theirs. Whoever reads a CTE first
    waits until it is made: that is the time of what made it, which the plan lists before.
    """
    whole = float(node["Actual Total Time"] * node["Actual Loops"])
    below = sum(_add(one, steps, made) for one in node.get("Plans", ()))
    if node["Node Type"] == "CTE Scan" and made.get(node["CTE Name"], whole) < whole:
        below += made.pop(node["CTE Name"])
    elif node.get("Subplan Name", "").startswith("CTE "):
        made[node["Subplan Name"].removeprefix("CTE ")] = whole
    where = node.get("Relation Name") or node.get("Index Name") or node.get("CTE Name") or ""
    steps[f"{node['Node Type']} {where}".strip()] += max(0.0, whole - below)
    return whole


def _print(name: str, steps: Steps, queries: int) -> None:
    total = sum(steps.values())
    print(f"\n{name}: {total / queries:.1f} ms on average, of it\n")
    print("| step | ms | share |\n|---|---|---|")
    for step, taken in sorted(steps.items(), key=lambda item: -item[1]):
        if taken >= LEAST_SHARE * total:
            print(f"| {step} | {taken / queries:.2f} | {taken / total:.0%} |")
