"""Several processes build an index as one does, or it is not built."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError

from search import reading
from search.errors import ReaderEnded
from search.indexer import Indexer
from search.reading import all_entries
from search.tests.test_indexer import reopened
from search.tests.things import BATCH, ThingSource, eventually, found, kill, process, write

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from search.entries import Entry

THINGS = 7 * BATCH + 3


class SlowSource(ThingSource):
    """Long enough to be killed while it reads."""

    def entries(self, row_ids: Sequence[uuid.UUID]) -> list[Entry]:
        time.sleep(0.2)
        return super().entries(row_ids)


class FailingSource(ThingSource):
    def entries(self, row_ids: Sequence[uuid.UUID]) -> list[Entry]:
        raise DatabaseError("the table is gone")


@pytest.fixture(autouse=True)
def _several_processes(settings, monkeypatch) -> None:
    """For few rows, too. They know nothing of this test but what they are told."""
    settings.SEARCH_PROCESSES = 2
    monkeypatch.setattr(reading, "FEW", 2)
    monkeypatch.setenv("DEBUG", "true")


@pytest.fixture
def many(things) -> list[uuid.UUID]:
    return [write(f"tiler number{number}", size=number) for number in range(THINGS)]


def readers(builder: int | None = None) -> set[int]:
    """The processes that read for this one, or for another."""
    pids = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return {pid for pid in pids if is_reader(pid) and parent(pid) == (builder or os.getpid())}


def is_reader(pid: int) -> bool:
    """Whether it reads, and lives: what has ended has no command line."""
    try:
        return b"search.reader" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def test_several_processes_build_the_same_index_as_one(indexer, place, settings, many):
    settings.SEARCH_PROCESSES = 3
    indexer.rebuild()
    together = reopened(place)
    ids = found(together)
    numbers = together.numbers_of(None, None)
    words = [together.frequency(f"number{number}") for number in range(THINGS)]
    settings.SEARCH_PROCESSES = 1
    indexer.rebuild()
    alone = reopened(place)
    assert ids == found(alone) == set(many)
    assert numbers == alone.numbers_of(None, None)
    assert words == [alone.frequency(f"number{number}") for number in range(THINGS)] == [1] * THINGS
    assert not readers()


def test_they_read_the_same_in_the_same_order(many):
    assert [*all_entries(ThingSource(), 3)] == [*all_entries(ThingSource(), 1)]


def test_few_rows_are_read_without_another_process(indexer, place, monkeypatch, many):
    monkeypatch.setattr(reading, "FEW", 9)
    monkeypatch.setattr(reading._Reader, "started", lambda _read: pytest.fail("started"))
    indexer.rebuild()
    assert found(reopened(place)) == set(many)


def test_what_another_process_cannot_read_fails_the_build_and_keeps_the_old_one(
    indexer, place, many
):
    indexer.rebuild()
    before = place.current()
    indexer.source = FailingSource()
    with pytest.raises(DatabaseError, match="the table is gone") as raised:
        indexer.rebuild()
    assert "In a process that reads" in raised.value.__notes__[0]
    assert place.current() == before
    assert not readers()
    assert [path.name for path in place.root.iterdir() if path.name.isdecimal()] == [before.name]


def test_a_killed_reader_fails_the_build_and_the_next_one_succeeds(place, many):
    indexer = Indexer(SlowSource(), place)
    killer = threading.Thread(target=kill_a_reader)
    killer.start()
    with pytest.raises(ReaderEnded, match="-9"):
        indexer.rebuild()
    killer.join()
    assert place.current() is None
    assert not readers()
    indexer.source = ThingSource()
    indexer.step()
    assert found(reopened(place)) == set(many)


def kill_a_reader() -> None:
    eventually(readers)
    os.kill(min(readers()), signal.SIGKILL)


def test_a_killed_builder_leaves_no_process_and_no_index(place, many):
    def build() -> None:
        Indexer(SlowSource(), place).rebuild()

    with process(build) as pid:
        eventually(lambda: readers(pid))
        left = readers(pid)
        kill(pid)
    eventually(lambda: not any(map(is_reader, left)))
    assert place.current() is None
    indexer = Indexer(ThingSource(), place)
    indexer.step()
    assert found(reopened(place)) == set(many)


def test_an_unfit_entry_is_left_out_by_every_process(indexer, place, many):
    write("tiler", size=-1)
    indexer.rebuild()
    assert found(reopened(place)) == set(many)


@pytest.mark.parametrize(
    ("limit", "number"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("150000 100000", 1)],
)
def test_in_a_container_it_takes_the_processors_that_this_was_given(
    limit, number, settings, monkeypatch, tmp_path
):
    settings.SEARCH_PROCESSES = 0
    group = tmp_path / "cgroup"
    group.write_text("0::/inside\n")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "cpu.max").write_text(limit)
    monkeypatch.setattr(reading, "GROUP", group)
    monkeypatch.setattr(reading, "CGROUPS", tmp_path)
    here = min(len(os.sched_getaffinity(0)), reading.MAX_PROCESSES)
    assert reading.processes_for_building() == (number or here)
