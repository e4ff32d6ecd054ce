"""Brings an index up to date with the database, and keeps it so.

An index lies in a folder of its own machine, named by all that its contents depend on besides the
database. Of the processes that could write it one does, the first that has the folder's lock; when
that process ends, however it ends, the next one goes on from the position that the index itself
holds. What it reads of a changed row is the row as it is now, so that to do anything twice changes
nothing, and nothing is brought back that is gone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from foundation import feed
from foundation.feed import Reader
from search.tantivy_index import TantivyIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from search.entries import Declaration, Entry

logger = structlog.get_logger("guildhall.search")

FORMAT = 1  # of what this module and `search.words` make of a text: another one, another index
BATCH = 1000
CURRENT, IDENTITY, LOCK = "current", "identity", "lock"


class Source(Protocol):
    """What an app lets be searched."""

    declaration: Declaration
    topic: str
    """Of the feed: its rows are noted there when they change."""

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        """Those of these rows that may be found, as they are now."""
        ...

    def batches(self) -> Iterator[Sequence[UUID]]:
        """The ids of all that may be found."""
        ...


def signature(declaration: Declaration) -> str:
    """Tells indexes apart that cannot be read as one another."""
    parts = f"{FORMAT} {declaration} {version('tantivy')} {version('PyStemmer')}"
    return hashlib.blake2b(parts.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Place:
    """Where an index lies: `folder`/name-signature, with one folder in it for each time that it was
    built. `current` names the one that is read.
    """

    folder: Path
    declaration: Declaration

    @property
    def root(self) -> Path:
        return self.folder / f"{self.declaration.name}-{signature(self.declaration)}"

    def current(self) -> Path | None:
        """The folder of the index that is complete, if there is one."""
        try:
            return self.root / (self.root / CURRENT).read_text()
        except FileNotFoundError:
            return None

    def new(self) -> Path:
        """An empty folder to build the next one in."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        numbers = [int(path.name) for path in self.root.iterdir() if path.name.isdigit()]
        path = self.root / str(max(numbers, default=0) + 1)
        path.mkdir()
        return path

    def make_current(self, path: Path) -> None:
        """Have the index in this folder read from now on, all at once; the others go. Processes
        that still have one open read on in it.
        """
        following = self.root / f"{CURRENT}.new"
        following.write_text(path.name)
        os.replace(following, self.root / CURRENT)
        for other in self.root.iterdir():
            if other.name.isdigit() and other != path:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that writes, until the block ends."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


class Indexer:
    """Writes one index. For whoever has its place alone."""

    def __init__(self, source: Source, place: Place) -> None:
        self.source = source
        self.place = place
        self.index: TantivyIndex | None = None

    def step(self) -> int:
        """Bring the index up to date with what changed; answers how many rows that were. Without an
        index, or when changes may have been missed, it is built first.
        """
        index = self._opened()
        if index is None or self._reader(index).is_lost():
            index = self.index = self._built()
        return catch_up(index, self.source)

    def rebuild(self) -> int:
        """Build it anew, beside the one that is read; answers how many entries it has."""
        self.index = self._built()
        return len(self.index)

    def _opened(self) -> TantivyIndex | None:
        path = self.place.current()
        if path is None:
            return None
        if self.index is None:
            self.index = TantivyIndex(self.source.declaration, path)
        return self.index

    def _reader(self, index: TantivyIndex) -> Reader:
        path = self.place.current()
        assert path
        return Reader(index.position or 0, (path / IDENTITY).read_text())

    def _built(self) -> TantivyIndex:
        path = self.place.new()
        start = Reader.now()
        index = TantivyIndex(self.source.declaration, path)
        fill(index, self.source, start.position)
        (path / IDENTITY).write_text(start.identity)
        self.place.make_current(path)
        logger.info("search_index_built", index=self.source.declaration.name, entries=len(index))
        return index


def fill(index: TantivyIndex, source: Source, position: int) -> None:
    """Put everything in that may be found. What changes meanwhile is behind the position."""
    for row_ids in source.batches():
        index.add(source.entries(row_ids))
    index.apply([], [], position)


def catch_up(index: TantivyIndex, source: Source) -> int:
    """Read what changed since the index's position, until nothing is left; answers how many."""
    number = 0
    while True:
        feed.number()
        changes = feed.after(source.topic, index.position or 0, limit=BATCH)
        if not changes:
            return number
        row_ids = list(dict.fromkeys(change.row_id for change in changes))
        entries = source.entries(row_ids)
        present = {entry.id for entry in entries}
        gone = [row_id for row_id in row_ids if row_id not in present]
        index.apply(entries, gone, changes[-1].position or 0)
        number += len(row_ids)
