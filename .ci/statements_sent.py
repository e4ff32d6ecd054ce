"""A plugin of pytest, `-p statements_sent`: notes which statements each test sends to the database,
in a file for each worker in the folder that STATEMENTS_SENT names. `one_of_each` reads them.
"""

from __future__ import annotations

import json
import os
import re
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db.backends.utils import CursorWrapper

if TYPE_CHECKING:
    from collections.abc import Iterator

# A list is the same statement however long it is, and a savepoint whatever it is called.
LISTS = re.compile(r"\(%s(?:, ?%s)+\)")
SAVEPOINTS = re.compile(r'"s\d+_x\d+"')
SENT: set[str] = set()


def pytest_configure() -> None:
    for name in ("_execute", "_executemany"):
        setattr(CursorWrapper, name, noting(getattr(CursorWrapper, name)))


def noting(send: Any) -> Any:
    def note(self: CursorWrapper, sql: Any, *arguments: Any, **context: Any) -> Any:
        SENT.add(sql if isinstance(sql, str) else repr(sql))
        return send(self, sql, *arguments, **context)

    return note


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    SENT.clear()
    result = yield
    folder = Path(os.environ["STATEMENTS_SENT"])
    with (folder / os.environ.get("PYTEST_XDIST_WORKER", "alone")).open("a") as file:
        file.write(json.dumps([item.nodeid, sorted({*map(kind_of, SENT)})]) + "\n")
    return result


def kind_of(sql: str) -> str:
    """The same for the same statement with other values."""
    same = SAVEPOINTS.sub("savepoint", LISTS.sub("(%s)", sql))
    return blake2b(same.encode(), digest_size=8).hexdigest()
