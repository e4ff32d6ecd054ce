"""The doctor's checks as Django's: when they are asked, and how operators choose among them."""

from __future__ import annotations

import ast
import socketserver
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.core.checks.registry import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

import operations.doctor
from operations.tests.production import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.core import checks

    from operations.tests.doctor.conftest import Diagnosis

WITHOUT_GROUNDS = "DELETE FROM moderation_policyground"


def check(*arguments: str) -> str:
    """What `manage.py check` with these arguments says."""
    output = StringIO()
    try:
        call_command("check", *arguments, stdout=output, stderr=output)
    except SystemCheckError as error:
        output.write(str(error))
    return output.getvalue()


class Outside(socketserver.ThreadingTCPServer):
    """Stands for database, Redis and mail server: hangs up on all who call, and counts them."""

    daemon_threads = True
    calls = 0

    def finish_request(self, request: object, client_address: object) -> None:
        self.calls += 1


@pytest.fixture
def outside() -> Iterator[Outside]:
    with Outside(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def run(outside: Outside, *command: str) -> str:
    """A process whose whole surroundings are this one server."""
    address = f"127.0.0.1:{outside.server_address[1]}"
    done = subprocess.run(
        [sys.executable, *command],
        cwd=django_settings.BASE_DIR,
        env=environment(
            DATABASE_URL=f"postgres://user:hush@{address}/guildhall?connect_timeout=5",
            REDIS_URL=f"redis://:hush@{address}/0",
            EMAIL_URL=f"smtp://user:hush@{address}",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "hush" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "check"),
        ("manage.py", "check", "--deploy"),
        ("-c", "import config.wsgi"),
        ("manage.py", "help"),
    ],
    ids=" ".join,
)
def test_nothing_outside_is_asked_unless_a_database_is_named(outside, command):
    run(outside, *command)
    assert outside.calls == 0


def test_whoever_names_the_database_has_all_of_it_asked(outside):
    said = run(outside, "manage.py", "check", "--deploy", "--database", "default")
    assert outside.calls > 0
    for part in ("The database does not answer", "Redis does not answer", "The mail server"):
        assert part in said


@pytest.mark.django_db
def test_a_plain_check_says_nothing_of_a_deployment():
    assert "guildhall." not in check()
    assert "guildhall." not in check("--database", "default")  # as `migrate` asks it


@pytest.mark.django_db
def test_the_database_is_looked_at_when_it_is_named():
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_GROUNDS)
    told = "database: (guildhall.W042) There are no policy grounds."
    assert told not in check("--deploy")
    assert told in check("--deploy", "--database", "default")


@pytest.mark.django_db
def test_one_area_can_be_asked_alone(settings):
    settings.DEBUG = True
    assert "guildhall.W001" in check("--deploy", "--tag", "settings")
    assert "guildhall.W001" not in check("--deploy", "--tag", "secrets")
    assert "guildhall.W023" in check("--deploy", "--tag", "secrets")


@pytest.mark.django_db
def test_a_check_that_fails_is_told_and_the_others_go_on():
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("ALTER TABLE moderation_policyground RENAME TO away")
    said = check("--deploy", "--database", "default", "--tag", "database")
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert "(guildhall.E099) The check `vocabulary` itself failed (ProgrammingError)." in said


@pytest.mark.django_db
def test_a_check_of_somebody_elses_that_fails_is_one_finding(
    diagnose: Callable[[], Diagnosis], monkeypatch
):
    def broken_library(**_asked: object) -> list[checks.CheckMessage]:
        raise RuntimeError("password=hush")

    monkeypatch.setattr(registry, "registered_checks", {broken_library})
    told = diagnose()
    assert "The check `broken_library` itself failed (RuntimeError)." in told
    assert "hush" not in str(told)
    assert any(one["id"] == "guildhall.W022" for one in told.values())


@pytest.mark.django_db
@pytest.mark.parametrize("silenced", ["guildhall.W022", "security.W021"])
def test_what_an_operator_silences_is_left_out(diagnose, settings, silenced):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_PRELOAD = 60, False
    assert silenced in {one["id"] for one in diagnose().values()}
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, silenced]
    assert silenced not in {one["id"] for one in diagnose().values()}


def codes() -> list[str]:
    """The code of every finding that the modules of the doctor make."""
    folder = Path(operations.doctor.__file__).parent
    calls = [
        node
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Finding", "_shared"}
    ]
    first = [call.args[0] for call in calls if call.args]
    return [one.value for one in first if isinstance(one, ast.Constant)]


def test_no_two_findings_share_a_number():
    numbers = sorted(code[1:] for code in codes())
    assert len(numbers) > 40
    assert numbers == sorted(set(numbers))


def test_every_finding_has_its_row_in_the_guide():
    guide = Path(django_settings.BASE_DIR, "docs", "operations.md").read_text()
    assert [code for code in codes() if code not in guide] == []
