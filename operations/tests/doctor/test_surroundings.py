"""What the doctor says of files, mail, text messages, tasks and Redis."""

from __future__ import annotations

import os
import socketserver
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts.services import mail_tally
from accounts.services.email import deliver
from operations.task_queue import QueueBackend
from operations.tests.production import environment
from profiles.tests.test_s3_storage import PRIVATE, buckets

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
__all__ = ["buckets"]
CLOSED_PORT = 9


def in_folder(settings, alias: str, folder: object) -> None:
    backend = "django.core.files.storage.FileSystemStorage"
    stored = {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = settings.STORAGES | {alias: stored}


def test_storages_that_work_are_left_clean(settings, diagnose, tmp_path):
    folders = {alias: tmp_path / alias for alias in ("default", "private")}
    for alias, folder in folders.items():
        folder.mkdir(mode=0o700)
        in_folder(settings, alias, folder)
    assert not [one for one in diagnose().values() if one["area"] == "storage"]
    assert [list(folder.iterdir()) for folder in folders.values()] == [[], []]


@pytest.mark.parametrize(("alias", "what"), [("default", "pictures"), ("private", "CVs")])
def test_a_storage_that_takes_nothing_is_found(settings, diagnose, tmp_path, alias, what):
    (tmp_path / "file").touch()
    in_folder(settings, alias, tmp_path / "file" / "below")
    assert f"The storage of {what} refuses a probe (NotADirectoryError)." in diagnose()


def test_cvs_that_others_can_read_are_found(settings, diagnose, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    in_folder(settings, "private", private)
    told = "CVs and withheld pictures are kept where others can read them."
    assert told not in diagnose()
    private.chmod(stat.S_IRWXU | stat.S_IROTH | stat.S_IXOTH)
    assert told in diagnose()
    private.chmod(0o700)
    settings.MEDIA_ROOT = str(tmp_path)
    assert told in diagnose()


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
@pytest.mark.parametrize("acl", ["private", "public-read"])
def test_cvs_that_a_bucket_hands_to_anybody_are_found(settings, diagnose, buckets, acl):
    backend = settings.STORAGES["private"]
    options = {**backend["OPTIONS"], "default_acl": acl}
    settings.STORAGES = settings.STORAGES | {"private": {**backend, "OPTIONS": options}}
    told = "CVs and withheld pictures are kept where others can read them."
    assert (told in diagnose()) is (acl == "public-read")
    assert buckets.names(PRIVATE) == []


class Mailman(socketserver.StreamRequestHandler):
    """Enough of SMTP to be connected to."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for _ in self.rfile:
            self.wfile.write(b"250 fine\r\n")


@pytest.fixture
def mail_port(settings) -> Iterator[int]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailman) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_mail_server_is_connected_to(settings, diagnose, mail_port):
    settings.DEFAULT_FROM_EMAIL = "no-reply@example.com"
    settings.EMAIL_PORT = mail_port
    assert not [one for one in diagnose().values() if one["area"] == "mail"]
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "hush"
    assert "The mail server refuses us (SMTPNotSupportedError)." in diagnose()
    settings.EMAIL_PORT = CLOSED_PORT
    settings.MAIL_RETRY_WAITS = [10.0, 60.0]
    told = diagnose()["The mail server refuses us (ConnectionRefusedError)."]
    assert told["why"] == "Each mail is given up after 3 tries."


def test_a_provider_that_cannot_report_is_found(settings, diagnose):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token"}
    assert "The provider of mail cannot report what bounces." in diagnose()
    settings.MAIL_WEBHOOK_PROVIDER = "postmark"
    assert "The provider of mail cannot report what bounces." not in diagnose()


def test_many_bounces_and_complaints_are_found(diagnose):
    mail_tally.count(sent=100, bounced=5, complained=1)
    assert not {"guildhall.W079", "guildhall.W080"} & {one["id"] for one in diagnose().values()}
    mail_tally.count(bounced=1, complained=1)
    told = diagnose()
    assert "6 of 100 mails bounced within 7 days." in told
    assert "2 of 100 mails were reported as spam within 7 days." in told


def test_mails_that_are_only_printed_are_found(settings, diagnose):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "guildhall@localhost"
    told = diagnose()
    assert "Mails are printed or kept, not sent." in told
    assert "Mails come from guildhall@localhost." in told


def test_addresses_of_text_messages_are_read(settings, diagnose):
    settings.SMS_URL = "console://"
    assert "Text messages are printed, not sent." in diagnose()
    settings.SMS_URL = "twilio://nonsense"
    assert "SMS_URL is no address that apprise can send a text message to." in diagnose()
    settings.SMS_URL = f"twilio://AC{'0' * 32}:{'0' * 32}@+15005550006"
    assert not [one for one in diagnose().values() if one["area"] == "sms"]


def test_tasks_that_nobody_does_are_found(settings, diagnose):
    def told() -> list[str]:
        return [what for what, one in diagnose().items() if one["area"] == "tasks"]

    def change(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    QueueBackend("default", {}).enqueue(deliver, [], {})
    settings.TASKS_BACKEND = "database"
    assert told() == []
    change("UPDATE procrastinate_events SET at = now() - interval '9 minutes'")
    assert told()[0].startswith("1 task waits, the oldest since")
    change("UPDATE procrastinate_jobs SET status = 'doing'")
    assert told() == ["1 task was begun by a worker that is gone."]
    change("UPDATE procrastinate_jobs SET status = 'failed'")
    assert told() == ["1 task failed in the last 24 hours."]
    settings.TASKS_BACKEND = "immediate"
    assert told() == []


def test_redis_that_is_away_is_found(settings, diagnose):
    redis = "django.core.cache.backends.redis.RedisCache"
    settings.REDIS_URL = f"redis://127.0.0.1:{CLOSED_PORT}/0"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": redis, "LOCATION": settings.REDIS_URL}
    }
    assert "Redis does not answer (ConnectionError)." in diagnose()
    settings.REDIS_URL = ""


def test_from_a_shell_it_tells_and_exits_with_1():
    answer = doctor(environment(METRICS_TOKEN="hush", EMAIL_URL="smtp://u:hush@127.0.0.1:9"))
    assert answer.returncode == 1
    assert "METRICS_TOKEN is short" in answer.stdout
    assert "    Fix: METRICS_TOKEN=$(openssl rand -hex 32)" in answer.stdout
    assert (answer.stderr, "hush" in answer.stdout) == ("", False)


def test_without_a_configuration_it_says_what_to_set():
    answer = doctor({"PATH": os.environ["PATH"], "ENV_FILE": "/nonexistent"})
    assert answer.returncode == 1
    assert "Set SECRET_KEY" in answer.stderr
    assert "Traceback" not in answer.stderr


def doctor(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=django_settings.BASE_DIR,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
