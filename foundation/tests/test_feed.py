"""A reader of the feed misses nothing, whatever order transactions commit in."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection, transaction

from foundation import feed
from foundation.feed import Reader
from foundation.models import Change, FeedState

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
TOPIC = "things"
PATIENCE_SECONDS = 20


def noted() -> uuid.UUID:
    row_id = uuid.uuid4()
    feed.note(TOPIC, [row_id])
    return row_id


def read(position: int = 0) -> list[uuid.UUID]:
    feed.number()
    return [change.row_id for change in feed.after(TOPIC, position)]


def on_a_thread(act: Callable[[], None]) -> threading.Thread:
    """Do it on a connection of its own."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_changes_are_read_in_the_order_in_which_they_were_noted():
    first, second = noted(), noted()
    assert read() == [first, second]
    third = noted()
    assert read(2) == [third]
    assert feed.state().position == 3


def test_what_is_committed_late_comes_later_and_is_not_missed():
    begun, may_end = threading.Event(), threading.Event()
    late = uuid.uuid4()

    def slowly() -> None:
        with transaction.atomic():
            feed.note(TOPIC, [late])
            begun.set()
            may_end.wait(PATIENCE_SECONDS)

    thread = on_a_thread(slowly)
    assert begun.wait(PATIENCE_SECONDS)
    early = noted()
    assert read() == [early]  # the slow one holds nobody up
    may_end.set()
    thread.join()
    assert read(1) == [late]


def test_a_slow_transaction_of_another_database_holds_nobody_up():
    """PostgreSQL's snapshots are of the whole server."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    wanted = ("host", "port", "user", "password", "dbname")
    where = {name: parameters[name] for name in wanted if parameters.get(name)}
    with psycopg.connect(**where) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        row = noted()
        assert read() == [row]


def test_many_old_changes_are_pruned_some_at_a_time(monkeypatch):
    monkeypatch.setattr(feed, "AT_ONCE", 3)
    for _number in range(8):
        noted()
    while feed.number():
        pass
    waiting = noted()
    assert feed.prune(kept=timedelta(0)) == 8
    assert read() == [waiting]


def test_how_far_a_reader_is_behind_is_of_its_topic_alone():
    noted()
    seen = Reader.now().position
    feed.note("others", [uuid.uuid4()])
    assert feed.behind(TOPIC, seen) == (0, 0.0)
    row = noted()
    number, seconds = feed.behind(TOPIC, seen)
    assert (number, seconds >= 0) == (1, True)
    assert feed.unread(TOPIC, seen, [row, uuid.uuid4()]) == {row}


def test_numbering_nothing_writes_nothing(django_assert_num_queries):
    noted()
    feed.number()
    with django_assert_num_queries(1):
        assert feed.number() == 0


def test_what_was_rolled_back_is_never_read():
    with transaction.atomic():
        noted()
        transaction.set_rollback(True)
    kept = noted()
    assert read() == [kept]


def test_many_who_number_at_once_give_each_position_once():
    rows = {noted() for _number in range(200)}
    threads = [on_a_thread(lambda: [feed.number() for _time in range(5)]) for _reader in range(4)]
    writers = [on_a_thread(lambda: [noted() for _time in range(20)]) for _writer in range(3)]
    for thread in (*threads, *writers):
        thread.join()
    found = read()
    assert rows <= set(found)
    assert len(found) == len(set(found)) == 260
    positions = Change.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 261))


def test_a_reader_of_this_database_may_go_on():
    noted()
    reader = Reader.now()
    noted()
    feed.number()
    assert not reader.is_lost()


def test_a_reader_that_stopped_for_too_long_begins_anew():
    reader = Reader.now()
    for _number in range(3):
        noted()
    feed.number()
    assert feed.prune(kept=timedelta(0)) == 3
    noted()
    feed.number()
    assert reader.is_lost()


def test_a_reader_that_has_seen_everything_goes_on_when_the_old_is_pruned():
    noted()
    reader = Reader.now()
    assert feed.prune(kept=timedelta(0)) == 1
    assert not reader.is_lost()
    noted()
    feed.number()
    assert not reader.is_lost()


def test_what_waits_for_its_position_is_not_pruned():
    row = noted()
    assert feed.prune(kept=timedelta(0)) == 0
    assert read() == [row]


def test_after_a_restore_to_an_earlier_state_every_reader_begins_anew():
    """Also when more was written since than was lost, so that positions look as if they went on."""
    noted()
    reader = Reader.now()
    Change.objects.all().delete()
    FeedState.objects.update(position=0)
    for _number in range(5):
        noted()
    feed.number()
    assert not reader.is_lost()  # as positions are concerned
    feed.begin_anew()
    assert reader.is_lost()


def test_a_reader_ahead_of_the_feed_begins_anew():
    assert Reader(7, feed.identity()).is_lost()


def test_a_reader_of_another_database_begins_anew():
    assert Reader(0, "another").is_lost()
