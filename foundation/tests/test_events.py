"""What happens is told after the commit, in order, once, and never lost."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from foundation import deadlines, feed
from foundation.events import backlog, delivery, kinds
from foundation.events.delivery import Handler, deliver
from foundation.events.kinds import Audience, EventKind
from foundation.events.recording import record
from foundation.models import Change, Event, EventDelivery, FailedEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)

HAPPENED = EventKind("thing.happened", Audience.PARTIES, "", frozenset({"number"}), 1)
PATIENCE_SECONDS = 20


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a handler was told, in order."""
    heard: list[int] = []
    listen(monkeypatch, lambda event: heard.append(event.body["number"]))
    return heard


def listen(
    monkeypatch: pytest.MonkeyPatch, *handles: Callable[[Event], object], soon: bool = False
) -> None:
    handlers = [Handler(f"test {number}", handle) for number, handle in enumerate(handles)]
    monkeypatch.setitem(delivery._handlers, HAPPENED.name, handlers)
    if not soon:
        monkeypatch.setattr("foundation.events.recording.deliver_soon", lambda: None)


def happens(number: int, **fields: object) -> Event:
    event = HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=number, **fields)
    with transaction.atomic():
        record(event)
    return event


def on_a_thread(act: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_what_happened_is_told_in_order_and_once(told):
    happens(1)
    happens(2)
    assert deliver() == 2
    happens(3)
    assert deliver() == 1
    assert deliver() == 0
    assert told == [1, 2, 3]


def test_it_is_told_right_after_the_commit(monkeypatch):
    heard: list[int] = []
    listen(monkeypatch, lambda event: heard.append(event.body["number"]), soon=True)
    with transaction.atomic():
        record(HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=1))
        assert heard == []
    assert heard == [1]


def test_what_was_rolled_back_is_told_to_nobody(told):
    with transaction.atomic():
        record(HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=1))
        transaction.set_rollback(True)
    assert deliver() == 0
    assert not Event.objects.exists()
    assert not Change.objects.exists()


def test_outside_of_a_transaction_nothing_is_recorded():
    with pytest.raises(RuntimeError):
        record(HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=1))


def test_several_are_one_statement(told, django_assert_num_queries):
    several = [HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=one) for one in range(5)]
    with transaction.atomic(), django_assert_num_queries(1):
        record(*several)
    deliver()
    assert told == [0, 1, 2, 3, 4]


def test_an_event_has_the_account_and_the_human(told):
    account, human, other = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        for person in (None, human):
            record(HAPPENED(other, actor=account, person=person, concerns=[other, other], number=1))
    assert list(Event.objects.order_by("id").values_list("actor_id", "person_id", "concerns")) == [
        (account, account, [other]),
        (account, human, [other]),
    ]


@pytest.mark.parametrize("body", [{}, {"number": 1, "more": 2}, {"number": "It was awful."}])
def test_an_event_holds_what_is_declared_and_nothing_that_was_written(body):
    with pytest.raises(ValueError, match="holds"):
        HAPPENED(uuid.uuid4(), actor=None, concerns=[], **body)


def test_a_kind_is_declared_once_and_has_a_proper_name():
    taken = next(iter(kinds.declared()))
    for name in (taken, "Nothing", "two.dots.here"):
        with pytest.raises(ValueError, match="name"):
            kinds.declare(name, audience=Audience.INTERNAL, meaning="")


def test_a_handler_that_fails_holds_nobody_up_and_is_tried_again(monkeypatch):
    is_broken, heard = True, []

    def falter(event: Event) -> None:
        Written.touch()
        if is_broken:
            raise LookupError("of Asha Rao, +91 98200 12345")

    listen(monkeypatch, falter, lambda event: heard.append(event.body["number"]))
    happens(1)
    happens(2)
    assert deliver() == 2
    assert heard == [1, 2]
    assert Written.count() == 0  # what it wrote before it failed is undone
    failed = FailedEvent.objects.order_by("id")
    assert [one.error for one in failed] == ["builtins.LookupError"] * 2
    assert deliver() == 0  # not yet
    is_broken = False
    FailedEvent.objects.update(next_try_at=Now())
    assert deliver() == 2
    assert heard == [1, 2]
    assert not FailedEvent.objects.exists()
    assert Written.count() == 2


class Written:
    """Something that a handler writes."""

    @staticmethod
    def touch() -> None:
        Change.objects.create(topic="written", row_id=uuid.uuid4())

    @staticmethod
    def count() -> int:
        return Change.objects.filter(topic="written").count()


def test_what_fails_again_waits_longer_and_at_most_an_hour(monkeypatch):
    def falter(event: Event) -> None:
        raise LookupError

    listen(monkeypatch, falter)
    happens(1)
    deliver()
    waits = []
    for _try in range(12):
        FailedEvent.objects.update(next_try_at=Now())
        deliver()
        failed = FailedEvent.objects.annotate(now=Now()).get()
        waits.append(round((failed.next_try_at - failed.now).total_seconds()))
    assert failed.tries == 13
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (40, 3600)


def test_what_has_failed_for_weeks_still_waits_an_hour_and_holds_nobody_up(monkeypatch):
    def falter(event: Event) -> None:
        raise LookupError

    listen(monkeypatch, falter)
    happens(1)
    deliver()
    FailedEvent.objects.update(tries=500, next_try_at=Now())
    happens(2)
    assert deliver() == 2
    failed = FailedEvent.objects.annotate(now=Now()).get(tries=501)
    assert round((failed.next_try_at - failed.now).total_seconds()) == 3600


def test_a_process_that_dies_at_it_leaves_nothing_half_told(monkeypatch):
    """What handlers wrote, and how far delivery went, are one transaction."""

    class Killed(BaseException):
        pass

    dies, heard = True, []

    def handle(event: Event) -> None:
        Written.touch()
        heard.append(event.body["number"])
        if event.body["number"] == 2 and dies:
            raise Killed

    listen(monkeypatch, handle)
    happens(1)
    happens(2)
    with pytest.raises(Killed):
        deliver()
    assert Written.count() == 0
    dies = False
    assert deliver() == 2
    assert Written.count() == 2
    assert heard == [1, 2, 1, 2]


def test_many_at_once_tell_each_event_once(monkeypatch):
    def handle(event: Event) -> None:
        Written.touch()

    listen(monkeypatch, handle)
    barrier = threading.Barrier(4)

    def act() -> None:
        barrier.wait(PATIENCE_SECONDS)
        for number in range(10):
            happens(number)
            deliver()

    threads = [on_a_thread(act) for _ in range(4)]
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    # Nobody's event is passed over because another process was at it: no later delivery is needed.
    assert Written.count() == 40
    assert not backlog.waiting().exists()


def test_an_event_that_is_committed_late_is_told_later(told):
    begun, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            record(HAPPENED(uuid.uuid4(), actor=None, concerns=[], number=1))
            begun.set()
            may_end.wait(PATIENCE_SECONDS)

    thread = on_a_thread(slowly)
    assert begun.wait(PATIENCE_SECONDS)
    happens(2)
    deliver()
    assert told == [2]
    may_end.set()
    thread.join(PATIENCE_SECONDS)
    deliver()
    assert told == [2, 1]


def test_pruning_keeps_what_is_still_to_be_told(monkeypatch, told):
    happens(1)
    assert backlog.prune(kept=timedelta(0)) == 0
    feed.number()
    assert feed.prune(kept=timedelta(0), unread=backlog.waiting()) == 0
    deliver()
    assert feed.prune(kept=timedelta(0), unread=backlog.waiting()) == 1
    assert backlog.prune(kept=timedelta(days=1)) == 0
    assert backlog.prune(kept=timedelta(0)) == 1
    assert told == [1]

    def falter(event: Event) -> None:
        raise LookupError

    listen(monkeypatch, falter)
    happens(2)
    deliver()
    assert backlog.prune(kept=timedelta(0)) == 0


def test_what_nobody_told_is_due(monkeypatch, told):
    """`manage.py settle` tells it: a process that was killed may have left it."""
    assert backlog.waiting_since() is None
    happens(1)
    assert backlog.waiting_since() is not None
    deadlines.forget()
    deadlines.settle_due()
    assert told == [1]
    assert backlog.waiting_since() is None


@pytest.fixture(autouse=True)
def _rest_afterwards() -> Iterator[None]:
    yield
    deadlines.rest()


def test_a_restored_database_goes_on_where_its_own_delivery_was(told):
    happens(1)
    deliver()
    feed.begin_anew()
    happens(2)
    deliver()
    assert told == [1, 2]
    assert EventDelivery.objects.get().position == 2
