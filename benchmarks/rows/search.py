"""Search and matching at a million profiles, a write with its search entry, and the index.

`make bench-search` prints every class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.search import measuring
from benchmarks.search.classes import percentile
from benchmarks.search.database import filled_database
from benchmarks.table import Goal, Row

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data
    from benchmarks.search.asking import Cost
    from benchmarks.search.classes import Kind
    from benchmarks.search.database import Filled

LARGE = 1_000_000
QUERIES = 100  # of each class
GOALS = (20, 40, 80, 3)
"""Milliseconds, as `benchmarks.search.classes` gives them."""


def search_rows(_data: Data, arguments: Namespace) -> list[Row]:
    """On a database of its own."""
    with filled_database(LARGE, is_kept=arguments.keep) as filled:
        classes = list(measuring.measured(QUERIES, only=""))
        bare, mirrored = measuring.write_cost()
    groups = ([one for one in classes if one[0].goal == goal] for goal in GOALS)
    return [
        *(_slowest(group) for group in groups if group),
        _over_the_question(classes),
        *_building(filled),
        Row(
            f"writing a profile at {LARGE:,}, search entry included",
            f"{mirrored:.1f} ms",
            f"{bare:.1f} ms without the entry",
            f"{mirrored / bare:.1f} x",
            Goal(mirrored / bare, most=measuring.GOAL_WRITING, unit="x"),
        ),
    ]


def _slowest(classes: list[tuple[Kind, list[Cost]]]) -> Row:
    """Of classes with the same goal."""
    taken = {kind.name: kind.taken(costs) for kind, costs in classes}
    kind = classes[0][0]
    within = sum(value <= kind.goal for value in taken.values())
    name = max(taken, key=taken.__getitem__)
    return Row(
        f"search at {LARGE:,}, {kind.goal_of} of the slowest class",
        f"{taken[name]:.1f} ms: {name}",
        f"{within} of {len(taken)} classes within the goal",
        goal=Goal(taken[name], most=kind.goal, unit="ms"),
    )


def _over_the_question(classes: list[tuple[Kind, list[Cost]]]) -> Row:
    over = {
        kind.name: percentile([one.over_the_bare_question for one in costs], 0.5)
        for kind, costs in classes
        if any(one.bare for one in costs)
    }
    name = max(over, key=over.__getitem__)
    return Row(
        "texts, CPU of the web process over the engine's question",
        f"{over[name]:.1f} ms: {name}",
        goal=Goal(over[name], most=measuring.GOAL_OVER_THE_QUESTION, unit="ms"),
    )


def _building(filled: Filled) -> list[Row]:
    if not (built := filled.indexes.get("profiles")):
        return []  # kept from another run
    return [
        Row(
            f"building the index of {built.entries:,} profiles",
            f"{built.seconds:.0f} s",
            f"{built.cpu_seconds:.0f} s of CPU",
            goal=Goal(built.seconds, most=measuring.GOAL_BUILDING_SECONDS, unit="s"),
        )
    ]
