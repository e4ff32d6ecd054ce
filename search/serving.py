"""The index that this process asks, and the thread that keeps it up to date where no process of
its own does.

`SEARCH_INDEXER` says who writes: `thread` (a thread of whichever web process has the folder's
lock), `command` (`manage.py index_search`), or `at_once` (each question, in memory: for tests).
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.signals import request_started
from django.db import connection

from foundation import feed
from search.errors import EngineFailed, EverythingChanged
from search.health import Condition, condition
from search.indexer import catch_up, fill
from search.place import Place, name_of
from search.tantivy_index import TantivyIndex
from search.writing import keep_up_to_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from search.indexer import Source

logger = structlog.get_logger("guildhall.search")

RELOAD_SECONDS = 0.1  # a question sees what was written at least so long ago
END_SECONDS = 2.0  # that a process which ends waits for its thread; nothing is lost without
COMPLAINT_SECONDS = 60.0  # between two lines of the log about the same

_all: weakref.WeakSet[Served] = weakref.WeakSet()
_registered: dict[str, Served] = {}
_left_behind: list[object] = []


class Served:
    """What a process knows of one index. Opened after the fork, by the first question."""

    def __init__(self, make_source: Callable[[], Source]) -> None:
        self._make_source = make_source
        self._is_written_here = False
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._complained_at = -COMPLAINT_SECONDS
        self.forget()
        _all.add(self)

    def forget(self) -> None:
        """Open the index anew at the next question."""
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._index: TantivyIndex | None = None
        self._path: Path | None = None
        self._looked_at = 0.0

    @property
    def source(self) -> Source:
        if self._source is None:
            self._source = self._make_source()
        return self._source

    # --- Written --------------------------------------------------------------------------------

    def begin(self) -> None:
        """From now on this process writes the index whenever no other does, if it is the web
        processes that do so. What a web process calls when it starts.
        """
        self._is_written_here = True
        self._ensure_thread()

    def begin_with_requests(self) -> None:
        """Begin when the first request comes: a process that is merely loaded asks nobody anything,
        and may still fork.
        """
        request_started.connect(self._begin_with_request)

    def _begin_with_request(self, **_sent: object) -> None:
        request_started.disconnect(self._begin_with_request)
        self.begin()

    def end(self) -> None:
        """Write no more."""
        self._is_written_here = False
        self._ending.set()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(END_SECONDS)
        self._thread = None

    def _ensure_thread(self) -> None:
        if not self._is_written_here or settings.SEARCH_INDEXER != "thread":
            return
        if self._thread is None or not self._thread.is_alive():
            self._ending = threading.Event()
            self._thread = threading.Thread(
                target=keep_up_to_date,
                args=(self.source, place_of(self.source)),
                kwargs={"ending": self._ending},
                name="search",
                daemon=True,
            )
            self._thread.start()

    def after_fork(self) -> None:
        """In the child there is no thread, and what it held is not ours to end."""
        _left_behind.append((self._index, self._thread))
        self._thread = None
        self.forget()

    # --- Read -----------------------------------------------------------------------------------

    def index(self) -> TantivyIndex | None:
        """The index as it is now; None while there is none that can be read, which then is being
        made.
        """
        with self._lock:
            if settings.SEARCH_INDEXER == "at_once":
                return self._up_to_date()
            self._ensure_thread()
            if time.monotonic() - self._looked_at >= RELOAD_SECONDS:
                self._looked_at = time.monotonic()
                try:
                    self._look()
                except EngineFailed:
                    self._look_again()
            return self._index

    def condition(self) -> Condition | None:
        """How the index of this machine is, if it has one."""
        if settings.SEARCH_INDEXER == "at_once":
            return None
        index, path = self.index(), self._path
        if index is None or path is None:
            return None
        return condition(index, self.source, path)

    def _look(self) -> None:
        path = place_of(self.source).current()
        if path is None:
            self._index = self._path = None
        elif path != self._path:
            self._index, self._path = TantivyIndex(self.source.declaration, path), path
        elif self._index is not None:
            self._index.reload()

    def _look_again(self) -> None:
        """Another one may have become current just then, or files are damaged: whoever writes
        builds them anew.
        """
        self._index = self._path = None
        try:
            self._look()
        except EngineFailed as error:
            self._index = self._path = None
            if time.monotonic() - self._complained_at > COMPLAINT_SECONDS:
                self._complained_at = time.monotonic()
                logger.warning(
                    "search_index_unreadable", index=self.source.declaration.name, error=str(error)
                )

    def _up_to_date(self) -> TantivyIndex:
        """In memory, with what the caller's own transaction has changed."""
        try:
            if self._index is not None:
                catch_up(self._index, self.source)
                return self._index
        except EverythingChanged:
            pass
        self._index = TantivyIndex(self.source.declaration)
        fill(self._index, self.source, feed.Reader.now().position)
        return self._index


def register(name: str, served: Served) -> None:
    """Have this index kept up to date wherever indexes are, and looked after by staff. Apps do so
    when they are ready.
    """
    _registered[name] = served


def registered() -> Mapping[str, Served]:
    """The indexes of all apps, by name."""
    return _registered


def place_of(source: Source) -> Place:
    database = name_of(connection.settings_dict)
    return Place(Path(settings.SEARCH_FOLDER), source.declaration, database)


def _after_fork() -> None:
    for served in _all:
        served.after_fork()


@atexit.register
def _end() -> None:
    for served in _all:  # so that none of them waits for the others
        served._ending.set()
    for served in _all:
        served.end()


os.register_at_fork(after_in_child=_after_fork)
