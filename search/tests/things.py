"""Rows to be searched, in a table of their own, and processes that index them."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from foundation import feed
from search.entries import Declaration, Entry, Question, Wanted
from search.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from search.tantivy_index import TantivyIndex

TABLE = "search_test_thing"
TOPIC = "things"
THINGS = Declaration(TOPIC, texts=("text",), numbers=("size",))
NORMALISER = Normaliser()
BATCH = 100
PATIENCE_SECONDS = 30


class ThingSource:
    """The rows of the table."""

    declaration = THINGS
    topic = TOPIC

    def entries(self, row_ids: Sequence[uuid.UUID]) -> list[Entry]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, text, size FROM {TABLE} WHERE id = ANY(%s)", [list(row_ids)]
            )
            return [
                Entry(row_id, texts={"text": NORMALISER.words(text)}, numbers={"size": size})
                for row_id, text, size in cursor.fetchall()
            ]

    def batches(self) -> Iterator[list[uuid.UUID]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id")
            ids = [row_id for (row_id,) in cursor.fetchall()]
        yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


@contextmanager
def table() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (id uuid PRIMARY KEY, text text, size bigint)")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {TABLE}")


@transaction.atomic
def write(text: str, *, thing: uuid.UUID | None = None, size: int = 0) -> uuid.UUID:
    """Make a thing, or change one."""
    thing = thing or uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} VALUES (%s, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET text = excluded.text, size = excluded.size",
            [thing, text, size],
        )
    feed.note(TOPIC, [thing])
    return thing


@transaction.atomic
def erase(thing: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [thing])
    feed.note(TOPIC, [thing])


def found(index: TantivyIndex, word: str = "") -> set[uuid.UUID]:
    """The things that have the word; without one, all."""
    telling = [Wanted((word,))] if word else []
    return {hit.id for hit in index.ask(Question(telling=telling), limit=10_000).hits}


@contextmanager
def process(act: Callable[[], object]) -> Iterator[int]:
    """A process that does it, on a connection of its own; killed in the end, if it still lives."""
    pid = os.fork()
    if pid == 0:
        try:
            thread = threading.Thread(target=act)  # connections are one a thread
            thread.start()
            thread.join()
        finally:
            os._exit(0)
    try:
        yield pid
    finally:
        kill(pid)


def kill(pid: int) -> None:
    """As the kernel does when memory is short. Waits until it is gone."""
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def eventually(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
