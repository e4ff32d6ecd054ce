"""A table of things, and a place for their index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search import writing
from search.indexer import Indexer
from search.place import Place
from search.tests.things import THINGS, ThingSource, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def things(transactional_db) -> Iterator[None]:
    with table():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "search", THINGS, "here")


@pytest.fixture
def indexer(things, place) -> Indexer:
    return Indexer(ThingSource(), place)


@pytest.fixture
def _impatient(monkeypatch) -> None:
    """Waits are as short as a test wants them."""
    monkeypatch.setattr(writing, "STEP_SECONDS", 0.02)
    monkeypatch.setattr(writing, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(writing, "MAX_WAIT_SECONDS", 0.1)
