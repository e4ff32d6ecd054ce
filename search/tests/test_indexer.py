"""The index is what the database says, whatever happens to the process that writes it."""

from __future__ import annotations

import os
import random
import resource
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from tantivy import Document

from foundation import feed
from foundation.models import Change
from search import indexer as indexing
from search.errors import EngineFailed
from search.health import differences
from search.indexer import Indexer
from search.tantivy_index import TantivyIndex
from search.tests.things import THINGS, TOPIC, ThingSource, erase, found, kill, process, write

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator
    from pathlib import Path

ROUNDS = 12


def reopened(place) -> TantivyIndex:
    """As another process sees it."""
    path = place.current()
    assert path
    return TantivyIndex(THINGS, path)


def test_an_index_is_built_and_then_follows_what_changes(indexer, place):
    tiler, gone = write("tiler"), write("tiler")
    indexer.step()
    assert found(reopened(place), "tiler") == {tiler, gone}
    mason = write("mason")
    write("roofer", thing=tiler)
    erase(gone)
    assert indexer.step() == 3
    assert found(reopened(place)) == {tiler, mason}
    assert found(reopened(place), "roofer") == {tiler}
    assert indexer.step() == 0


def test_what_is_rolled_back_never_gets_in(indexer, place):
    indexer.step()
    with transaction.atomic():
        write("tiler")
        transaction.set_rollback(True)
    indexer.step()
    assert found(reopened(place)) == set()


def test_what_changes_while_it_is_built_is_in_it_and_in_the_one_that_serves(indexer, place):
    kept, changed, gone = write("tiler"), write("tiler"), write("tiler")
    indexer.step()
    serving = reopened(place)

    class Busy(ThingSource):
        def batches(self) -> Iterator[list[uuid.UUID]]:
            for ids in super().batches():
                yield ids
                write("roofer", thing=changed)
                erase(gone)
                write("roofer")

    indexer.source = Busy()
    indexer.rebuild()
    indexer.step()
    assert len(found(reopened(place), "roofer")) == 2
    assert found(reopened(place), "tiler") == {kept}
    assert len(serving) == 3  # one that still has it open reads on


def test_a_killed_indexer_loses_nothing_and_brings_nobody_back(indexer, place):
    """Killed at any moment, while it builds too, twelve times."""
    dice = random.Random(20)
    alive: set[uuid.UUID] = {write("start") for _number in range(50)}

    def index_for_ever() -> None:
        with place.alone() as is_mine:
            assert is_mine
            own = Indexer(ThingSource(), place)
            while True:
                own.step()

    for number in range(ROUNDS):
        if number % 4 == 3:
            feed.note(TOPIC, [feed.EVERYTHING])
        with process(index_for_ever) as pid:
            until = time.monotonic() + dice.uniform(0.0, 0.3)
            while time.monotonic() < until:
                alive.add(write(f"round{number}"))
                if dice.random() < 0.4:
                    leaving = dice.choice(sorted(alive))
                    erase(leaving)
                    alive.discard(leaving)
            kill(pid)
    read_everything(indexer, place)
    index = reopened(place)
    assert found(index) == alive
    assert len(differences(index, ThingSource())) == 0
    assert place.current() == only_folder(place)


def read_everything(indexer, place) -> None:
    """The server may still be busy with what the killed process asked, which holds the lock of
    numbering as long as that takes.
    """
    until = time.monotonic() + 10
    indexer.step()
    while feed.behind(TOPIC, reopened(place).position or 0)[0] and time.monotonic() < until:
        time.sleep(0.05)
        indexer.step()


def only_folder(place) -> Path:
    (folder,) = (path for path in place.root.iterdir() if path.name.isdecimal())
    return folder


def test_what_a_killed_build_leaves_goes_with_the_next(indexer, place):
    indexer.step()
    (place.root / "7").mkdir()
    (place.root / "7" / "meta.json").write_text("{")
    indexer.rebuild()
    assert place.current() == only_folder(place)


def test_an_unfit_entry_is_left_out_and_the_log_says_so(indexer, place, caplog):
    tiler, other = write("tiler"), write("tiler")
    indexer.step()
    write("tiler", thing=other, size=-5)
    unfit, mason = write("tiler", size=-1), write("mason")
    indexer.step()
    assert found(reopened(place)) == {tiler, mason}
    assert str(unfit) in caplog.text
    assert "search_entry_refused" in caplog.text
    indexer.rebuild()
    assert found(reopened(place)) == {tiler, mason}


def test_after_its_writer_died_the_next_step_has_a_new_one(indexer, place):
    write("tiler")
    indexer.step()
    wrong = Document()
    wrong.add_text("size", "no number")
    indexer.index._writer.add_document(wrong)
    write("mason")
    with pytest.raises(EngineFailed):
        spoil_writing(indexer, wrong)
    mason = write("mason")
    indexer.step()
    assert mason in found(reopened(place))
    assert len(differences(reopened(place), ThingSource())) == 0


def spoil_writing(indexer: Indexer, wrong: Document) -> None:
    """Until the writer's own thread comes upon it."""
    for _time in range(20):
        indexer.step()
        indexer.index._writer.add_document(wrong)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_when_nothing_more_can_be_written_the_last_state_stays_and_it_goes_on_later(indexer, place):
    tiler = write("tiler")
    indexer.step()
    mason = write("mason " + " ".join(f"word{number}" for number in range(500)))
    with no_file_larger_than(100):
        for _time in range(2):
            with pytest.raises((EngineFailed, OSError)):
                indexer.step()
            assert found(reopened(place)) == {tiler}
        with pytest.raises((EngineFailed, OSError)):
            indexer.rebuild()
    assert found(reopened(place)) == {tiler}
    indexer.step()
    assert found(reopened(place)) == {tiler, mason}
    assert place.current() == only_folder(place)


def damage_all(path: Path) -> None:
    for file in path.iterdir():
        if "." in file.name and not file.name.startswith("."):
            file.write_bytes(b"\0" * 10)


def without(*names: str):
    def take_away(path: Path) -> None:
        for name in names:
            for file in path.glob(name):
                file.unlink()

    return take_away


@pytest.mark.parametrize(
    "damage",
    [
        damage_all,
        without("meta.json"),
        without("*.term"),
        without("*.fast", "*.idx"),
        without("identity"),
        lambda path: (path / "meta.json").write_text("{"),
        lambda path: (path.parent / "current").write_text("../elsewhere"),
        lambda path: (path.parent / "current").write_bytes(b"\xff\xfe"),
        lambda path: (path.parent / "current").unlink(),
        lambda path: (path.parent / "current").write_text("99"),
    ],
)
def test_damaged_files_are_built_anew(indexer, place, damage):
    things = {write("tiler"), write("mason")}
    indexer.step()
    damage(place.current())
    Indexer(ThingSource(), place).step()
    assert found(reopened(place)) == things


def test_damage_is_noticed_by_a_process_that_has_the_files_open(indexer, place, monkeypatch):
    things = {write("tiler")}
    indexer.step()
    without("*.term")(place.current())
    monkeypatch.setattr(indexing, "LOOKED_THROUGH_AFTER", timedelta(0))
    indexer.step()
    assert found(reopened(place)) == things


def test_when_everything_was_noted_the_index_is_built_anew(indexer, place):
    indexer.step()
    before = place.current()
    thing = write("tiler")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_test_thing SET text = 'mason'")  # which nobody noted
    feed.note(TOPIC, [feed.EVERYTHING])
    indexer.step()
    assert place.current() != before
    assert found(reopened(place), "mason") == {thing}
    assert indexer.step() == 0


def test_after_a_restore_into_the_same_database_the_index_is_built_anew(indexer, place):
    """To an earlier state, with more writes after it than were lost."""
    old = write("tiler")
    indexer.step()
    lost = write("mason")
    indexer.step()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_test_thing WHERE id = %s", [lost])
        cursor.execute("DELETE FROM foundation_change WHERE row_id = %s", [lost])
        cursor.execute("UPDATE foundation_feedstate SET position = position - 1")
    feed.begin_anew()
    after = {write("roofer") for _number in range(5)}
    indexer.step()
    assert found(reopened(place)) == {old, *after}


def test_an_indexer_that_was_away_for_longer_than_changes_are_kept_builds_anew(indexer, place):
    indexer.step()
    gone = write("tiler")
    indexer.step()
    erase(gone)
    for _number in range(3):
        write("mason")
    feed.number()
    feed.prune(kept=timedelta(0))
    indexer.step()
    assert len(differences(reopened(place), ThingSource())) == 0


def test_an_idle_step_writes_nothing_and_asks_little(indexer, django_assert_num_queries):
    write("tiler")
    indexer.step()
    with django_assert_num_queries(3):  # whether it is lost, what waits, what comes next
        indexer.step()


# --- Nobody erased in the index ------------------------------------------------------------------


def test_words_of_the_erased_are_gone_from_the_files_in_time(indexer, place):
    """Tantivy keeps the words of what is deleted until the files that have them are written anew;
    its frequencies tell.
    """
    write("tiler")
    erased = write("unmistakable")
    indexer.step()
    erase(erased)
    indexer.step()
    path = place.current()
    before = {file.name for file in path.glob("*.term")}
    assert found(reopened(place), "unmistakable") == set()
    assert reopened(place).frequency("unmistakable") == 1
    os.utime(path / "changed", times=(time.time() - 23 * 3600,) * 2)
    indexer.step()
    assert place.current() == only_folder(place) != path
    assert not before & {file.name for file in place.root.rglob("*")}
    assert reopened(place).frequency("unmistakable") == 0
    indexer.step()
    assert place.changed_for(place.current()) == 0  # nothing of it is old now


def test_many_changes_leave_few_segments(indexer, place):
    for _number in range(25):
        write("tiler")
        indexer.step()
    indexer.index.finish()
    assert reopened(place).segments < 15


def test_many_noted_changes_of_one_row_are_read_once(indexer, place):
    thing = write("tiler")
    indexer.step()
    for _number in range(5):
        write("mason", thing=thing)
    assert indexer.step() == 1
    assert Change.objects.filter(position=None).count() == 0


def test_a_slow_transaction_holds_the_index_up_neither_here_nor_from_another_database(
    indexer, place
):
    indexer.step()
    begun, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                write("slow")
                begun.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert begun.wait(20)
    quick = write("quick")
    indexer.step()
    assert found(reopened(place)) == {quick}
    may_end.set()
    thread.join()
    indexer.step()
    assert len(found(reopened(place), "slow")) == 1
