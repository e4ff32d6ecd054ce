"""Tasks that no worker runs leave the request alone."""

from __future__ import annotations

import smtplib
import time
from datetime import timedelta

import pytest
import structlog
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.services.email import deliver
from accounts.tests.factories import UserFactory
from operations.tasks import BackgroundThreadBackend

pytestmark = pytest.mark.django_db


def test_tasks_run_beside_the_request(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    backend.enqueue(deliver, ["subject", "text", "<p>text</p>", "a@example.com"], {})
    backend.executor.shutdown(wait=True)
    assert [message.subject for message in mailoutbox] == ["subject"]


def test_a_task_can_be_put_off(settings, mailoutbox):
    settings.TASKS = {"default": {"BACKEND": "operations.tasks.BackgroundThreadBackend"}}
    backend = BackgroundThreadBackend("default", {})
    later = deliver.using(run_after=timezone.now() + timedelta(seconds=1))
    backend.enqueue(later, ["later", "text", "<p>text</p>", "a@example.com"], {})
    backend.enqueue(deliver, ["at once", "text", "<p>text</p>", "a@example.com"], {})
    _wait_for(mailoutbox, 1)
    assert [message.subject for message in mailoutbox] == ["at once"]
    assert timezone.now() < later.run_after
    _wait_for(mailoutbox, 2)
    assert timezone.now() >= later.run_after
    assert [message.subject for message in mailoutbox] == ["at once", "later"]
    backend.executor.shutdown(wait=True)


def _wait_for(mailoutbox: list[object], number: int) -> None:
    deadline = time.monotonic() + 10
    while len(mailoutbox) < number and time.monotonic() < deadline:
        time.sleep(0.01)


def test_what_a_task_logs_names_the_request_and_the_task(mailoutbox):
    backend = BackgroundThreadBackend("default", {})
    structlog.contextvars.bind_contextvars(request_id="r1")
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as events:
        backend.enqueue(deliver, ["subject", "text", "<p>text</p>", "a@example.com"], {})
        backend.executor.shutdown(wait=True)
    assert [event["event"] for event in events] == ["task_queued", "mail_sent", "task_done"]
    assert {event["request_id"] for event in events} == {"r1"}
    assert events[1]["task"] == events[0]["task"]
    assert events[2]["path"] == "accounts.services.email.deliver"
    assert "a@example.com" not in str(events)


def test_a_task_that_fails_says_so_without_what_it_was_given(settings):
    settings.EMAIL_BACKEND = "operations.tests.test_tasks.DeadServer"
    settings.MAIL_RETRY_WAITS = []
    backend = BackgroundThreadBackend("default", {})
    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as events:
        backend.enqueue(deliver, ["subject", "text", "<p>text</p>", "a@example.com"], {})
        backend.executor.shutdown(wait=True)
    assert events[-1]["event"] == "task_failed"
    assert events[-1]["error"] == "smtplib.SMTPServerDisconnected"
    assert "a@example.com" not in str(events)


class DeadServer:
    """A mail back-end whose server hangs up."""

    def __init__(self, **_options: object) -> None: ...

    def send_messages(self, _messages: object) -> int:
        raise smtplib.SMTPServerDisconnected


@pytest.mark.django_db(transaction=True)
def test_with_the_database_a_worker_runs_what_a_request_queued(api, settings, sms_outbox):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    UserFactory(phone_number="+919820012345")
    body = {"phone_number": "+919820012345", "purpose": "login"}
    assert api.post("auth/request-otp", body).status_code == 202
    assert sms_outbox == []
    stored = DBTaskResult.objects.get()
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    stored.refresh_from_db()
    assert stored.status == "SUCCESSFUL"
    code = sms_outbox[0][1].split()[0]
    assert code not in str(stored.args_kwargs)
    assert api.post("auth/verify-otp", body | {"code": code}).status_code == 200
