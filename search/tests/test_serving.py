"""A process asks the index that another one writes, and takes over when that ends."""

from __future__ import annotations

import os
import threading
import time

import pytest
from django.core.signals import request_started
from django.db import connection
from tantivy import Query

from search import serving
from search.errors import EngineFailed
from search.indexer import Indexer
from search.serving import Served, place_of
from search.tantivy_failures import guarded
from search.tantivy_index import TantivyIndex
from search.tests.things import (
    ThingSource,
    erase,
    eventually,
    found,
    kill,
    process,
    write,
)
from search.writing import keep_up_to_date

pytestmark = pytest.mark.usefixtures("things", "_impatient")


@pytest.fixture
def served(settings, tmp_path, monkeypatch) -> Served:
    settings.SEARCH_INDEXER, settings.SEARCH_FOLDER = "thread", str(tmp_path / "search")
    monkeypatch.setattr(serving, "RELOAD_SECONDS", 0.0)
    served = Served(ThingSource)
    yield served
    served.end()


def has(served: Served, *things: object) -> bool:
    index = served.index()
    return index is not None and found(index) == set(things)


def test_a_web_process_builds_the_index_and_keeps_it(served):
    thing = write("tiler")
    assert served.index() is None
    served.begin()
    eventually(lambda: has(served, thing))
    other = write("mason")
    eventually(lambda: has(served, thing, other))
    erase(thing)
    eventually(lambda: has(served, other))


def test_a_web_process_begins_with_its_first_request(served):
    thing = write("tiler")
    served.begin_with_requests()
    assert served._thread is None
    for _request in range(2):
        request_started.send(sender=None)
    eventually(lambda: has(served, thing))


def test_a_process_that_is_no_web_process_never_writes(served):
    write("tiler")
    assert served.index() is None
    assert served._thread is None
    assert not place_of(served.source).root.exists()


@pytest.mark.parametrize("indexer", ["command", "at_once"])
def test_where_no_thread_is_to_write_none_does(served, settings, indexer):
    settings.SEARCH_INDEXER = indexer
    served.begin()
    assert served._thread is None


def test_it_ends_at_once_and_may_begin_again(served):
    thing = write("tiler")
    served.begin()
    eventually(lambda: has(served, thing))
    thread, begun = served._thread, time.monotonic()
    served.end()
    assert time.monotonic() - begun < serving.END_SECONDS
    assert not thread.is_alive()
    served.begin()
    other = write("mason")
    eventually(lambda: has(served, thing, other))


def test_when_the_database_cuts_its_connections_it_goes_on(served):
    thing = write("tiler")
    served.begin()
    eventually(lambda: has(served, thing))
    for _time in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    other = write("mason")
    eventually(lambda: has(served, thing, other))


def test_a_thread_that_died_is_replaced_by_the_next_question(served):
    thing = write("tiler")
    served.begin()
    served._ending.set()
    served._thread.join()
    served.index()
    eventually(lambda: has(served, thing))


def test_a_second_process_waits_and_takes_over(served):
    place = place_of(served.source)

    def write_it() -> None:
        keep_up_to_date(ThingSource(), place, ending=threading.Event())

    thing = write("tiler")
    with process(write_it) as first:
        eventually(lambda: has(served, thing))
        with process(write_it) as second:
            other = write("mason")
            eventually(lambda: has(served, thing, other))
            kill(first)
            erase(thing)
            eventually(lambda: has(served, other))
            kill(second)
    with place.alone() as is_mine:
        assert is_mine


def test_two_machines_have_an_index_each(served, settings, tmp_path):
    """Two sets of processes with a folder of their own, and one database."""
    other_machine = Served(ThingSource)
    place = place_of(served.source)

    def write_it() -> None:
        keep_up_to_date(ThingSource(), place, ending=threading.Event())

    thing = write("tiler")
    with process(write_it):
        eventually(lambda: has(served, thing))
        settings.SEARCH_FOLDER = str(tmp_path / "elsewhere")
        assert other_machine.index() is None
        other_machine.begin()
        eventually(lambda: has(other_machine, thing))
        erase(thing)
        eventually(lambda: has(other_machine))
        other_machine.end()
        settings.SEARCH_FOLDER = str(tmp_path / "search")
        eventually(lambda: has(served))


def test_readers_go_on_while_another_is_built_and_see_it_when_it_is_there(served):
    place, thing = place_of(served.source), write("tiler")
    indexer = Indexer(ThingSource(), place)
    indexer.step()
    before = served.index()
    old = place.current()
    indexer.rebuild()
    assert not old.exists()
    assert found(before) == {thing}
    assert found(served.index()) == {thing}
    assert served.index() is not before


def test_what_was_written_is_seen_a_tenth_of_a_second_later_and_looked_for_no_sooner(
    served, monkeypatch
):
    now = [100.0]
    monkeypatch.setattr(serving, "RELOAD_SECONDS", 0.1)
    monkeypatch.setattr(serving.time, "monotonic", lambda: now[0])
    indexer = Indexer(ThingSource(), place_of(served.source))
    first = write("tiler")
    indexer.step()
    assert has(served, first)
    second = write("mason")
    indexer.step()
    now[0] += 0.09
    assert has(served, first)
    now[0] += 0.02
    assert has(served, first, second)


def test_an_index_that_cannot_be_read_is_none_until_it_is_built_anew(served, caplog):
    thing = write("tiler")
    Indexer(ThingSource(), place_of(served.source)).step()
    (place_of(served.source).current() / "meta.json").write_text("{")
    for _time in range(3):
        assert served.index() is None
    assert caplog.text.count("search_index_unreadable") == 1  # once a minute
    served.begin()
    eventually(lambda: has(served, thing))


def test_a_folder_that_cannot_be_written_is_said_and_nothing_ends(
    served, settings, tmp_path, caplog
):
    (tmp_path / "file").touch()
    settings.SEARCH_FOLDER = str(tmp_path / "file" / "search")
    served.begin()
    eventually(lambda: "search_folder_unwritable" in caplog.text)
    assert served.index() is None
    assert served._thread.is_alive()


def test_after_a_fork_the_child_opens_its_own_and_has_no_thread(served, tmp_path):
    thing = write("tiler")
    served.begin()
    eventually(lambda: has(served, thing))

    def ask() -> None:
        served._is_written_here = False
        assert served._thread is None
        if has(served, thing):
            (tmp_path / "found").touch()

    with process(ask) as child:
        eventually((tmp_path / "found").exists)
        os.waitpid(child, 0)
    other = write("mason")
    eventually(lambda: has(served, thing, other))


def test_a_panic_of_the_engine_is_an_error_like_others():
    """One that Tantivy has: no phrase may be of one word. In Python it is no Exception."""
    declaration = ThingSource.declaration
    ask = guarded(lambda: Query.phrase_query(TantivyIndex(declaration).schema, "text", ["one"]))
    with pytest.raises(EngineFailed, match="panicked"):
        ask()
