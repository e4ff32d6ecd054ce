"""A plugin of pytest, `-p one_of_each`: of a test that is run with many parameters, the first, and
of each file the first half of its tests.

For a second run on another Python, PostgreSQL and pooler: these differ in how statements are made
and sent; with which values, the first run has tried. A file begins with the normal way, which sends
nearly all of its statements, and goes on to what is refused. What commits, and so has transactions
that a pooler tells apart, stays whole.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    firsts: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        name = item.nodeid.partition("[")[0]
        firsts[name.partition("::")[0]].setdefault(name, item)
    halves = [[*tests.values()][: (len(tests) + 1) // 2] for tests in firsts.values()]
    chosen = {item.nodeid for item in chain(*halves)}
    kept, left_out = [], []
    for item in items:
        (kept if commits(item) or item.nodeid in chosen else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def commits(item: pytest.Item) -> bool:
    """Whether the test is not wrapped in a transaction that is rolled back."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))
