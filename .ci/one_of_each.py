"""A plugin of pytest, `-p one_of_each`: of a test that is run with many parameters, the first, and
of each file the first half of its tests; of these, what sends a statement that none before it does.

For a second run on another Python, PostgreSQL and pooler: these differ in how statements are made
and sent; with which values, the first run has tried. A file begins with the normal way, which sends
nearly all of its statements, and goes on to what is refused. What commits, and so has transactions
that a pooler tells apart, stays whole; so does what sends nothing, and the first test of each file.
Which statements a test sends, the first run has noted in the folder that STATEMENTS_SENT names
(`statements_sent`); of a test of which nothing is noted nothing is left out.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    firsts: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        name = item.nodeid.partition("[")[0]
        firsts[name.partition("::")[0]].setdefault(name, item)
    halves = [[*tests.values()][: (len(tests) + 1) // 2] for tests in firsts.values()]
    begins = {tests[0].nodeid for tests in halves}
    chosen = {item.nodeid for item in chain(*halves)}
    sent = statements_sent()
    known: set[str] = set()
    kept, left_out = [], []
    # What stays in any case comes first: what it sends, nothing else has to be there for.
    for item in sorted(items, key=lambda item: not (commits(item) or item.nodeid in begins)):
        statements = sent.get(item.nodeid)
        stays = commits(item) or item.nodeid in begins
        adds = not statements or not statements <= known
        if stays or (item.nodeid in chosen and adds):
            known |= statements or set()
            kept.append(item)
        else:
            left_out.append(item)
    config.hook.pytest_deselected(items=left_out)
    staying = {*kept}
    items[:] = [item for item in items if item in staying]


def statements_sent() -> dict[str, set[str]]:
    """The statements that each test sent in the first run."""
    folder = os.environ.get("STATEMENTS_SENT")
    files = Path(folder).iterdir() if folder else ()
    lines = [line for file in files for line in file.read_text().splitlines()]
    return {test: {*statements} for test, statements in map(json.loads, lines)}


def commits(item: pytest.Item) -> bool:
    """Whether the test is not wrapped in a transaction that is rolled back."""
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))
