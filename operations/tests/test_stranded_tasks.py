"""What a killed worker leaves undone is done by another one."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.services.email import deliver
from operations.stranded_tasks import LONGEST_RUN, MOST_TRIES
from operations.tests.production import database_url, environment

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 30


@pytest.fixture
def task(settings) -> DBTaskResult:
    """A queued mail."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    deliver.enqueue("subject", "text", "<p>text</p>", "a@example.com")
    return DBTaskResult.objects.get()


def begun(task: DBTaskResult, ago: timedelta, *, workers: int = 1) -> None:
    DBTaskResult.objects.filter(pk=task.pk).update(
        status="RUNNING",
        started_at=timezone.now() - ago,
        worker_ids=[str(number) for number in range(workers)],
    )


def work() -> None:
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)


def test_a_mail_whose_worker_is_killed_at_it_arrives(task, mailoutbox):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = database_url(connection.get_connection_params())
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "db_worker", "--no-startup-delay"],
            cwd=django_settings.BASE_DIR,
            env=environment(
                DATABASE_URL=address,
                TASKS_BACKEND="database",
                EMAIL_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}",
            ),
            stderr=subprocess.DEVNULL,
        )
        silent.settimeout(PATIENCE_SECONDS)
        silent.accept()  # the worker waits for a greeting
        worker.kill()
        worker.wait()
    task.refresh_from_db()
    assert task.status == "RUNNING"
    call_command("settle")
    work()
    assert mailoutbox == []
    begun(task, LONGEST_RUN + timedelta(seconds=1))
    call_command("settle")
    work()
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert [message.subject for message in mailoutbox] == ["subject"]


def test_what_kills_one_worker_after_the_other_is_given_up(task, mailoutbox, capsys):
    begun(task, LONGEST_RUN * 2, workers=MOST_TRIES - 1)
    call_command("settle")
    assert capsys.readouterr().out == "Settled. 1 tasks are done again.\n"
    begun(task, LONGEST_RUN * 2, workers=MOST_TRIES)
    call_command("settle")
    assert capsys.readouterr().out == "Settled.\n"
    work()
    task.refresh_from_db()
    assert (task.status, mailoutbox) == ("FAILED", [])
    assert "WorkersKilled" in str(task.task_result.errors[0].exception_class)
