"""Reads all rows that an index is built of: few in this process, many in processes beside it.

To make entries of rows takes longer than to write them, and is Python's, which uses one processor.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import connections

from search.errors import ReaderEnded, UnfitEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from search.entries import Entry
    from search.indexer import Source

logger = structlog.get_logger("guildhall.search")

FEW = 50  # batches, for which it is not worth it to start another process
MAX_PROCESSES = 3  # one writes as much as two read
AHEAD = 2  # batches that each process may have read before they are written
GROUP, CGROUPS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")


def fit_entries(source: Source, row_ids: Sequence[UUID]) -> list[Entry]:
    """What there is of these rows, without those that no index takes: one of them must not keep the
    others from being found.
    """
    fit = []
    for entry in source.entries(row_ids):
        try:
            entry.require_fit(source.declaration)
        except UnfitEntry as error:
            logger.error(
                "search_entry_refused",
                index=source.declaration.name,
                entry=str(entry.id),
                reason=error.reason,
            )
        else:
            fit.append(entry)
    return fit


def all_entries(source: Source, processes: int) -> Iterator[list[Entry]]:
    """What there is of every row, in order, with as many processes as may be used, this one
    included.

    What goes wrong in another process goes wrong here. Raises ReaderEnded when one is killed.
    """
    batches = iter(source.batches())
    first = list(islice(batches, FEW))
    every = chain(first, batches)
    read = partial(fit_entries, source)
    if processes < 2 or len(first) < FEW:
        yield from map(read, every)
        return
    with _readers(read, processes - 1) as readers:
        yield from _in_turn(readers, every)


def processes_for_building() -> int:
    """As many as the settings say, otherwise as there are processors."""
    return settings.SEARCH_PROCESSES or min(_processors(), MAX_PROCESSES)


def _processors() -> int:
    """That this process may use: in a container those that it was given."""
    number = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        group = GROUP.read_text().strip().rpartition(":")[2].lstrip("/")
        quota, period = map(int, (CGROUPS / group / "cpu.max").read_text().split())
    except (OSError, ValueError):  # no limit, or another system
        return number or 1
    return max(1, min(number or 1, quota // period))


@dataclass(frozen=True)
class _Reader:
    """Another process, which knows how to read rows."""

    process: subprocess.Popen[bytes]
    pipe: Connection

    @classmethod
    def started(cls, read: partial[list[Entry]]) -> _Reader:
        """By a new interpreter: what threads hold in this one is nothing to it."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen(  # noqa: S603  # ourselves
                [sys.executable, "-m", "search.reader", str(theirs.fileno())],
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
            reader = cls(process, Connection(ours.detach()))
        # Not what the environment says: this process may have been told otherwise.
        reader.ask((connections.databases, settings.SEARCH_FOLDER))
        reader.ask(read)
        return reader

    def ask(self, what: Any) -> None:
        try:
            self.pipe.send(what)
        except OSError as error:
            raise self._ended() from error

    def answer(self) -> list[Entry]:
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if isinstance(answer, Exception):
            raise answer
        entries: list[Entry] = answer
        return entries

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.wait()

    def _ended(self) -> ReaderEnded:
        return ReaderEnded(f"Process {self.process.pid} ended with {self.process.wait()}.")


@contextmanager
def _readers(read: partial[list[Entry]], number: int) -> Iterator[list[_Reader]]:
    readers: list[_Reader] = []
    try:
        for _number in range(number):
            readers.append(_Reader.started(read))
        yield readers
    finally:
        for reader in readers:
            reader.end()


def _in_turn(
    readers: Sequence[_Reader], batches: Iterable[Sequence[UUID]]
) -> Iterator[list[Entry]]:
    """What they read, in the order of the batches, so that the index is the same whoever reads."""
    asked: deque[_Reader] = deque()
    for row_ids, reader in zip(batches, cycle(readers), strict=False):
        if len(asked) == len(readers) * AHEAD:
            yield asked.popleft().answer()
        reader.ask(row_ids)
        asked.append(reader)
    while asked:
        yield asked.popleft().answer()
