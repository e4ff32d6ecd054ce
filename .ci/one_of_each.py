"""A plugin of pytest, `-p one_of_each`: of a test that is run with many parameters, the first.

For a second run on another Python, PostgreSQL and pooler: these differ in how statements are made
and sent, and each test sends its own; with which values, the first run has tried. What commits, and
so has transactions that a pooler tells apart, stays whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept, left_out = [], []
    known: set[str] = set()
    for item in items:
        name = item.nodeid.partition("[")[0]
        (kept if commits(item) or name not in known else left_out).append(item)
        known.add(name)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def commits(item: pytest.Item) -> bool:
    """Whether the test is not wrapped in a transaction that is rolled back."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))
