"""The index that this process asks, and the thread that keeps it up to date where no process of
its own does.

`SEARCH_INDEXER` says who writes: `thread` (a thread of whichever web process has the folder's lock),
`command` (`manage.py index_search`), or `at_once` (each question, in memory: for tests).
"""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from search.indexer import Indexer, Place, catch_up, fill
from search.tantivy_index import TantivyIndex

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.indexer import Source

logger = structlog.get_logger("guildhall.search")

RELOAD_SECONDS = 0.1  # a question sees what was written at least so long ago
STEP_SECONDS = 0.5  # between two looks at the feed
WAIT_SECONDS = 2.0  # until a process that does not write asks again whether it should


class Served:
    """What a process knows of one index. Opened after the fork, by the first question."""

    def __init__(self, make_source: Callable[[], Source]) -> None:
        self._make_source = make_source
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Open the index anew at the next question."""
        self._source: Source | None = None
        self._index: TantivyIndex | None = None
        self._path: Path | None = None
        self._looked_at = 0.0
        self._thread: threading.Thread | None = None

    @property
    def source(self) -> Source:
        if self._source is None:
            self._source = self._make_source()
        return self._source

    def index(self) -> TantivyIndex | None:
        """The index as it is now; None while there is none, which then is being made."""
        if settings.SEARCH_INDEXER == "at_once":
            return self._up_to_date()
        with self._lock:
            if settings.SEARCH_INDEXER == "thread" and self._thread is None:
                self._thread = threading.Thread(
                    target=keep_up_to_date, args=(self.source,), name="search", daemon=True
                )
                self._thread.start()
            if time.monotonic() - self._looked_at >= RELOAD_SECONDS:
                self._look()
            return self._index

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        path = place_of(self.source).current()
        if path is None:
            self._index = self._path = None
        elif path != self._path:
            self._index, self._path = TantivyIndex(self.source.declaration, path), path
        elif self._index:
            self._index.reload()

    def _up_to_date(self) -> TantivyIndex:
        """In memory, with what the caller's own transaction has changed."""
        if self._index is None:
            self._index = TantivyIndex(self.source.declaration)
            fill(self._index, self.source, 0)
        catch_up(self._index, self.source)
        return self._index


def place_of(source: Source) -> Place:
    return Place(Path(settings.SEARCH_FOLDER), source.declaration)


def keep_up_to_date(source: Source, *, until: Callable[[], bool] = lambda: False) -> None:
    """Write the index for as long as no other process does."""
    while not until():
        with place_of(source).alone() as is_mine:
            if is_mine:
                _write(source, until)
        time.sleep(WAIT_SECONDS)


def _write(source: Source, until: Callable[[], bool]) -> None:
    indexer = Indexer(source, place_of(source))
    while not until():
        try:
            indexer.step()
        except DatabaseError as error:
            logger.warning("search_index_waits", error=type(error).__name__)
            connections.close_all()
        close_old_connections()
        time.sleep(STEP_SECONDS)
