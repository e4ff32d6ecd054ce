"""Tasks that no worker runs leave the request alone."""

from __future__ import annotations

import smtplib
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from accounts.services import outgoing
from accounts.services.email import deliver
from accounts.services.password import send_reset_link
from accounts.tests.factories import UserFactory
from accounts.tests.mails import mail_on_its_way
from operations.tasks import BackgroundThreadBackend

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 10


def test_tasks_run_beside_the_request(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    backend.enqueue(deliver, [mail_on_its_way()], {})
    end(backend)
    assert [message.subject for message in mailoutbox] == ["subject"]


def test_a_task_can_be_put_off(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    later = deliver.using(run_after=timezone.now() + timedelta(seconds=1))
    backend.enqueue(later, [mail_on_its_way("later")], {})
    backend.enqueue(deliver, [mail_on_its_way("at once")], {})
    _wait_for(mailoutbox, 1)
    assert [message.subject for message in mailoutbox] == ["at once"]
    assert timezone.now() < later.run_after
    _wait_for(mailoutbox, 2)
    assert timezone.now() >= later.run_after
    assert [message.subject for message in mailoutbox] == ["at once", "later"]
    end(backend)


def test_a_task_that_waits_for_its_next_try_keeps_no_thread_from_others(settings, mailoutbox):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.DeadServer"
    settings.MAIL_RETRY_WAITS = [0.5]
    backend = BackgroundThreadBackend("default", {})
    DeadServer.tries = 0
    for _mail in range(4):
        backend.enqueue(deliver, [mail_on_its_way()], {})
    _wait_until(lambda: DeadServer.tries == 4)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    _wait_for(mailoutbox, 4)
    assert (DeadServer.tries, len(mailoutbox)) == (4, 4)
    end(backend)


def end(backend: BackgroundThreadBackend) -> None:
    """Wait for what it does, and close what its threads opened."""
    _on_each_thread(backend, connections.close_all)
    backend.executor.shutdown(wait=True)


def _wait_for(mailoutbox: list[object], number: int) -> None:
    _wait_until(lambda: len(mailoutbox) >= number)


def _wait_until(is_so) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_what_a_task_logs_names_the_request_and_the_task(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    structlog.contextvars.bind_contextvars(request_id="r1")
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as events:
        backend.enqueue(deliver, [mail_on_its_way()], {})
        end(backend)
    assert [event["event"] for event in events] == ["task_queued", "mail_sent", "task_done"]
    assert {event["request_id"] for event in events} == {"r1"}
    assert {event["task"] for event in events} == {events[0]["task"]}
    assert events[2]["path"] == "accounts.services.email.deliver"
    assert "a@example.com" not in str(events)


def test_a_task_that_fails_says_so_without_what_it_was_given(settings):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.DeadServer"
    settings.MAIL_RETRY_WAITS = []
    backend = BackgroundThreadBackend("default", {})
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as events:
        backend.enqueue(deliver, [mail_on_its_way()], {})
        end(backend)
    assert events[-1]["event"] == "task_failed"
    assert events[-1]["error"] == "smtplib.SMTPServerDisconnected"
    assert "a@example.com" not in str(events)


def _on_each_thread(backend: BackgroundThreadBackend, act: Callable[[], object]) -> None:
    """Do it on both threads of the back-end: neither goes on before the other has come."""
    both = threading.Barrier(2)

    def on_one() -> None:
        both.wait(PATIENCE_SECONDS)
        act()

    for doing in [backend.executor.submit(on_one) for _ in range(2)]:
        doing.result()


def test_a_connection_that_the_server_has_cut_costs_no_task():
    """Of the thread that does the tasks, which keeps it from task to task."""
    user = UserFactory()
    backend = BackgroundThreadBackend("default", {})
    _on_each_thread(backend, User.objects.exists)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with structlog.testing.capture_logs() as events:
        backend.enqueue(send_reset_link, [outgoing.keep(None, email=user.email)], {})
        end(backend)
    assert "task_failed" not in {event["event"] for event in events}
    assert "task_done" in {event["event"] for event in events}


def test_an_address_that_the_server_refuses_is_not_in_the_log(settings):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.StrictServer"
    settings.MAIL_RETRY_WAITS = []
    backend = BackgroundThreadBackend("default", {})
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as events:
        backend.enqueue(deliver, [mail_on_its_way()], {})
        end(backend)
    assert events[-1]["error"] == "smtplib.SMTPRecipientsRefused"
    assert "send_messages" in events[-1]["traceback"]
    assert "a@example.com" not in str(events)


class StrictServer:
    """A mail back-end whose server knows nobody of that name."""

    def __init__(self, **_options: object) -> None: ...

    def send_messages(self, _messages: object) -> int:
        address = "a@example.com"
        raise smtplib.SMTPRecipientsRefused({address: (550, f"{address}: unknown".encode())})


class DeadServer:
    """A mail back-end whose server hangs up."""

    tries = 0

    def __init__(self, **_options: object) -> None: ...

    def send_messages(self, _messages: object) -> int:
        DeadServer.tries += 1
        raise smtplib.SMTPServerDisconnected
