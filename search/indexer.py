"""Brings an index up to date with the database, and keeps it so.

What it reads of a changed row is the row as it is now, so that to do anything twice changes
nothing, and nothing is brought back that is gone. A process that ends, however it ends, leaves an
index that the next one goes on from: the position of the feed up to which it is lies in the index.
"""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from foundation import feed
from foundation.feed import Reader
from search.errors import EngineFailed, EverythingChanged
from search.reading import all_entries, fit_entries, processes_for_building
from search.tantivy_index import TantivyIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from search.entries import Declaration, Entry
    from search.place import Place

logger = structlog.get_logger("guildhall.search")

BATCH = 1000
MAX_FAILURES = 3  # in a row, after which the files are taken for damaged
LOOKED_THROUGH_AFTER = timedelta(minutes=1)
# Words of what is gone stay in the files until those are written anew: built by then, an hour's
# leave for the building itself, nothing that was erased is there for more than a day.
BUILT_ANEW_AFTER = timedelta(hours=22)


class Source(Protocol):
    """What an app lets be searched."""

    declaration: Declaration
    topic: str
    """Of the feed: its rows are noted there when they change."""

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        """Those of these rows that may be found, as they are now."""
        ...

    def batches(self) -> Iterator[Sequence[UUID]]:
        """The ids of all that may be found, in order."""
        ...


class Indexer:
    """Writes one index. For whoever has its place alone."""

    def __init__(self, source: Source, place: Place) -> None:
        self.source = source
        self.place = place
        self.index: TantivyIndex | None = None
        self._path: Path | None = None
        self._looked_at = time.monotonic()
        self._failures = 0

    def step(self) -> int:
        """Bring the index up to date with what changed; answers how many rows that were. Without an
        index that can be read, or when changes may have been missed, it is built first.

        Raises EngineFailed; the next step begins with a new writer.
        """
        index = self._opened()
        if index is None or self._path is None or self._must_be_built(index, self._path):
            index = self._build()
        try:
            number = catch_up(index, self.source)
        except EverythingChanged:
            number = len(self._build())
        except EngineFailed:
            self.index = None
            self._failures += 1
            raise
        self._failures = 0
        if number and self._path:
            self.place.note_changed(self._path)
        return number

    def rebuild(self) -> int:
        """Build it anew, beside the one that is read; answers how many entries it has."""
        self._opened()
        return len(self._build())

    def _opened(self) -> TantivyIndex | None:
        path = self.place.current()
        is_due = time.monotonic() - self._looked_at > LOOKED_THROUGH_AFTER.total_seconds()
        if path is None:
            self.index = None
        elif self.index is None or path != self._path or is_due:
            self._looked_at = time.monotonic()
            opened = self._open(path)
            is_same = opened is not None and self.index is not None and path == self._path
            self.index = self.index if is_same else opened
        self._path = path
        return self.index

    def _open(self, path: Path) -> TantivyIndex | None:
        """None if it cannot be read: an error of the disk, or somebody took a file away."""
        try:
            index = TantivyIndex(self.source.declaration, path)
            return index if index.position is not None else None
        except EngineFailed as error:
            logger.warning(
                "search_index_unreadable", index=self.source.declaration.name, error=str(error)
            )
            return None

    def _must_be_built(self, index: TantivyIndex, path: Path) -> bool:
        if self._failures >= MAX_FAILURES:
            self._failures = 0
            return True
        if Reader(index.position or 0, self.place.identity(path)).is_lost():
            return True
        return self.place.changed_for(path) > BUILT_ANEW_AFTER.total_seconds()

    def _build(self) -> TantivyIndex:
        """A new one, beside the one that is read, which is kept up to date meanwhile."""
        begun = time.monotonic()
        path = self.place.new()
        try:
            start = Reader.now()
            index = TantivyIndex(self.source.declaration, path)
            processes = processes_for_building()
            fill(
                index,
                self.source,
                start.position,
                processes=processes,
                meanwhile=self._follow,
            )
            index.finish()
            self.place.identify(path, start.identity)
            self.place.make_current(path)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        self.index, self._path = index, path
        logger.info(
            "search_index_built",
            index=self.source.declaration.name,
            entries=len(index),
            seconds=round(time.monotonic() - begun, 1),
        )
        return index

    def _follow(self) -> None:
        """What goes wrong with one that is about to be replaced is no matter."""
        if self.index is None:
            return
        try:
            catch_up(self.index, self.source)
        except (EngineFailed, EverythingChanged):
            self.index = None


def fill(
    index: TantivyIndex,
    source: Source,
    position: int,
    *,
    processes: int = 1,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Put everything in that may be found. What changes meanwhile is behind the position."""
    for entries in all_entries(source, processes):
        index.add(entries)
        meanwhile()
    index.apply([], [], position)


def catch_up(index: TantivyIndex, source: Source) -> int:
    """Read what changed since the index's position, until nothing is left; answers how many.

    Raises EverythingChanged when that was noted.
    """
    number = 0
    while True:
        feed.number()
        changes = feed.after(source.topic, index.position or 0, limit=BATCH)
        if not changes:
            return number
        row_ids = list(dict.fromkeys(change.row_id for change in changes))
        if feed.EVERYTHING in row_ids:
            raise EverythingChanged
        entries = fit_entries(source, row_ids)
        present = {entry.id for entry in entries}
        gone = [row_id for row_id in row_ids if row_id not in present]
        index.apply(entries, gone, changes[-1].position or 0)
        number += len(row_ids)
