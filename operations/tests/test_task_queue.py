"""The queue of the database: what is queued is done, again where it has to be, by any worker."""

from __future__ import annotations

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import OutgoingMessage
from accounts.services.email import deliver, send_mail
from accounts.tests.factories import UserFactory
from accounts.tests.mails import mail_on_its_way
from foundation.retries import MIN_TRIES
from operations.models import QueuedTask
from operations.task_queue import RECOVER
from operations.tests.production import database_url, environment

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 30
QUEUE = {"default": {"BACKEND": "operations.task_queue.QueueBackend"}}


@pytest.fixture
def queue(settings, monkeypatch) -> None:
    settings.TASKS = QUEUE
    # What a worker's threads have opened is closed when it ends.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.fixture
def mail(queue) -> QueuedTask:
    """A queued mail."""
    deliver.enqueue(mail_on_its_way())
    return QueuedTask.objects.get()


def work() -> None:
    """What a worker does until nothing is left that is due. In a thread, as a worker has an event
    loop of its own: a browser's, in the same process, may be running.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(call_command, "procrastinate", "worker", "--one-shot").result()


def recover() -> None:
    """What any worker does each minute, and then what that has put back."""
    with suppress(AlreadyEnqueued):
        app.configure_task(RECOVER).defer(timestamp=0)
    work()
    work()


def set_on_jobs(**values: object) -> None:
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procrastinate_jobs SET {columns}", list(values.values()))


def silent_worker_for(seconds: int) -> None:
    """All workers gave their last sign so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)",
            [seconds],
        )


def test_a_worker_does_what_a_request_queued(api, queue, sms_outbox):
    UserFactory(phone_number="+919820012345")
    body = {"phone_number": "+919820012345", "purpose": "login"}
    assert api.post("auth/request-otp", body).status_code == 202
    assert sms_outbox == []
    work()
    stored = QueuedTask.objects.get()
    assert stored.status == "succeeded"
    code = sms_outbox[0][1].split()[0]
    assert code not in str(stored.args)
    assert api.post("auth/verify-otp", body | {"code": code}).status_code == 200


def test_no_task_that_waits_holds_an_address(api, queue, mailoutbox):
    """Its row stays for weeks: an id leads to what is deleted once it is sent."""
    UserFactory(email="holder@example.com", email_verified_at=timezone.now())
    asked = {"email": "holder@example.com"}
    assert api.post("auth/forgot-password", asked).status_code == 202
    assert "holder" not in str(QueuedTask.objects.get().args)
    work()
    work()
    assert [mail.to for mail in mailoutbox] == [["holder@example.com"]]
    assert "holder" not in str([task.args for task in QueuedTask.objects.all()])
    assert not OutgoingMessage.objects.exists()


def test_a_mail_is_queued_by_the_commit_of_what_it_tells_and_not_a_moment_later(queue):
    """So that no process can die between the two."""
    user = UserFactory(email_verified_at=timezone.now())
    with transaction.atomic():
        send_mail(template="password-changed", recipient=user.email, user=user)
        assert QueuedTask.objects.count() == 1
        with ThreadPoolExecutor(max_workers=1) as thread:  # on a connection of its own
            assert thread.submit(_number_of_tasks).result() == 0
    assert QueuedTask.objects.count() == 1


def _number_of_tasks() -> int:
    try:
        return QueuedTask.objects.count()
    finally:
        connection.close()


def test_what_is_queued_in_a_transaction_that_fails_is_not_done(queue, mailoutbox):
    with transaction.atomic():
        deliver.enqueue(mail_on_its_way())
        transaction.set_rollback(True)
    work()
    assert (QueuedTask.objects.count(), mailoutbox) == (0, [])


def test_a_task_can_be_put_off(queue, mailoutbox):
    deliver.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(mail_on_its_way())
    work()
    assert mailoutbox == []
    set_on_jobs(scheduled_at=timezone.now())
    work()
    assert len(mailoutbox) == 1


def test_what_fails_is_put_off_and_tried_again_as_declared(mail, settings, mailoutbox):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.DeadServer"
    settings.MAIL_RETRY_WAITS = [10, 60]
    for tried, wait in enumerate(settings.MAIL_RETRY_WAITS, start=1):
        work()
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == ("todo", tried)
        left = (mail.scheduled_at - timezone.now()).total_seconds()
        assert wait - 9 < left <= wait
        work()
        mail.refresh_from_db()
        assert mail.attempts == tried  # it is not due
        set_on_jobs(scheduled_at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work()
    mail.refresh_from_db()
    assert (mail.status, len(mailoutbox)) == ("succeeded", 1)


def test_what_fails_once_too_often_is_given_up(mail, settings):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.DeadServer"
    settings.MAIL_RETRY_WAITS = []
    with structlog.testing.capture_logs() as events:
        work()
    mail.refresh_from_db()
    assert mail.status == "failed"
    assert [event["event"] for event in events] == ["mail_failed", "task_failed"]


@contextmanager
def worker(**variables: str) -> Iterator[subprocess.Popen[str]]:
    """A worker process on the test's database."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=django_settings.BASE_DIR,
        env=environment(
            DATABASE_URL=database_url(connection.get_connection_params()),
            TASKS_BACKEND="database",
            SECRET_KEY=django_settings.SECRET_KEY,
            **variables,
        ),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def silent_mail_server() -> socket.socket:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(PATIENCE_SECONDS)
    return server


def address_of(server: socket.socket) -> str:
    return f"smtp://127.0.0.1:{server.getsockname()[1]}"


def test_a_mail_whose_worker_is_killed_at_it_arrives(mail, mailoutbox):
    with silent_mail_server() as silent, worker(EMAIL_URL=address_of(silent)):
        silent.accept()  # the worker waits for a greeting, and is killed
    mail.refresh_from_db()
    assert mail.status == "doing"
    recover()
    assert mailoutbox == []
    silent_worker_for(seconds=60)
    recover()
    mail.refresh_from_db()
    assert mail.status == "succeeded"
    assert [message.subject for message in mailoutbox] == ["subject"]


def test_a_worker_that_is_told_to_stop_finishes_its_task(mail):
    with silent_mail_server() as silent, worker(EMAIL_URL=address_of(silent)) as process:
        asked, _address = silent.accept()
        process.terminate()
        asked.close()  # the mail server hangs up
        _output, told = process.communicate(timeout=PATIENCE_SECONDS)
    mail.refresh_from_db()
    assert (process.returncode, mail.status, mail.attempts) == (0, "todo", 1)
    assert "task_put_off" in told
    assert "a@example.com" not in told


@pytest.mark.parametrize("waits", [[], [1, 1, 1, 1]])
def test_what_kills_one_worker_after_the_other_is_given_up(mail, mailoutbox, settings, waits):
    settings.MAIL_RETRY_WAITS = waits
    allowed = max(MIN_TRIES, len(waits) + 1)
    set_on_jobs(status="doing", attempts=allowed - 1)
    with structlog.testing.capture_logs() as events:
        recover()
    mail.refresh_from_db()
    assert {"event": "tasks_stranded", "log_level": "warning", "taken_up_again": 1} in events
    (given_up,) = (event for event in events if event["event"] == "task_failed")
    assert given_up["error"] == "foundation.retries.WorkersKilled"
    assert (mail.status, mailoutbox) == ("failed", [])


def test_what_ended_long_ago_is_pruned(mail, capsys):
    work()
    deliver.enqueue(mail_on_its_way())
    call_command("prune")
    assert "0 tasks" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '31 days'")
    call_command("prune")
    assert "1 task" in capsys.readouterr().out
    assert QueuedTask.objects.count() == 1  # the one that waits
