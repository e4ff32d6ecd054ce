"""The embedded PostgreSQL, with real processes: who starts it, who shares it, what ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from config.postgres.paths import MAX_SOCKET_PATH, SOCKET_NAME, Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parent.parent.parent
DEADLINE_SECONDS = 30

# A user of the server: connects through Django, does as told, says so, and waits for its end.
USER = """
import sys
from django.conf import settings
settings.configure(DATABASES={"default": {
    "ENGINE": "config.postgres", "NAME": "guildhall", "EMBEDDED_DATA_DIR": sys.argv[1]}})
import django; django.setup()
from django.db import connection
def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None
for line in sys.stdin:
    try:
        print(run(line) or "done", flush=True)
    except Exception as error:
        connection.close()
        print("error:", type(error).__name__, flush=True)
"""


class User:
    """A process that uses the server of a data directory."""

    def __init__(self, data: Path, **options: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )

    def send(self, sql: str) -> None:
        self.process.stdin.write(sql + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        return self.process.stdout.readline().strip()

    def run(self, sql: str) -> str:
        self.send(sql)
        return self.answer()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(DEADLINE_SECONDS)
        self.process.stdout.close()

    def kill(self) -> None:
        self.process.kill()
        self.end()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory; whatever still runs on it is killed afterwards."""
    folder = tmp_path / "postgres"
    yield folder
    for process in servers_of(folder) + supervisors_of(folder):
        with suppress(psutil.NoSuchProcess):
            process.kill()


@pytest.fixture
def user(data: Path) -> Iterator[Callable[..., User]]:
    """Make users of the data directory; all are gone afterwards."""
    made: list[User] = []

    def make(folder: Path = data, **options: object) -> User:
        made.append(User(folder, **options))
        return made[-1]

    yield make
    for one in made:
        one.kill()


def _processes(word: str, folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if str(folder) in command and any(word in part for part in command):
            found.append(process)
    return found


def servers_of(folder: Path) -> list[psutil.Process]:
    return _processes("bin/postgres", folder)


def supervisors_of(folder: Path) -> list[psutil.Process]:
    return _processes("config.postgres.supervisor", folder)


def wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def nothing_runs(folder: Path) -> bool:
    return wait_for(lambda: not servers_of(folder) and not supervisors_of(folder))


def test_it_starts_at_the_first_query_and_stops_after_the_last_user(user, data):
    first = user()
    assert not data.exists()
    assert first.run("SELECT 1") == "[(1,)]"
    assert len(servers_of(data)) == 1
    second = user()
    second.run("CREATE TABLE kept (id int)")
    first.end()
    assert second.run("SELECT count(*) FROM kept") == "[(0,)]"
    second.end()
    assert nothing_runs(data)
    assert user().run("SELECT count(*) FROM kept") == "[(0,)]"


def test_commands_that_need_no_database_start_nothing(data):
    environment = os.environ | {"EMBEDDED_DATABASE_DIR": str(data), "DEBUG": "true"}
    environment.pop("DATABASE_URL", None)
    for command in (["check"], ["--help"], ["makemigrations", "--help"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=PROJECT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    assert not data.exists()
    assert not supervisors_of(data)


def test_twenty_processes_at_a_cold_start_share_one_server(user, data):
    users = [user() for _ in range(20)]
    for one in users:
        one.send("SELECT 1")
    assert {one.answer() for one in users} == {"[(1,)]"}
    assert len(servers_of(data)) == 1
    assert len(supervisors_of(data)) == 1


def test_it_stops_when_the_last_user_is_killed(user, data):
    only = user()
    only.run("SELECT 1")
    only.kill()
    assert nothing_runs(data)


def test_killing_the_server_costs_one_query_and_no_data(user, data):
    one = user()
    one.run("CREATE TABLE kept (id int)")
    servers_of(data)[0].send_signal(signal.SIGKILL)
    assert one.run("SELECT 1").startswith(("error", "[(1,)]"))
    assert wait_for(lambda: one.run("SELECT count(*) FROM kept") == "[(0,)]")


def test_killing_the_supervisor_leaves_the_server_to_the_next(user, data):
    one = user()
    one.run("SELECT 1")
    server = servers_of(data)[0].pid
    supervisors_of(data)[0].kill()
    two = user()
    assert two.run("SELECT 1") == "[(1,)]"
    assert [process.pid for process in servers_of(data)] == [server]
    one.end()
    two.end()
    assert nothing_runs(data)


def test_a_stale_pid_file_that_names_another_program_is_no_obstacle(user, data):
    one = user()
    one.run("SELECT 1")
    one.end()
    assert nothing_runs(data)
    pid_file = Paths.of(data).postmaster_pid
    pid_file.write_text(f"{os.getpid()}\n{data}\n1\n5432\n\n\n\nready\n")
    assert user().run("SELECT 1") == "[(1,)]"


def test_two_data_directories_have_two_servers(user, data, tmp_path):
    other = tmp_path / "other"
    one, two = user(), user(other)
    one.run("CREATE TABLE here (id int)")
    assert two.run("SELECT to_regclass('here')") == "[(None,)]"
    one.end()
    two.end()
    assert nothing_runs(data)
    assert nothing_runs(other)


def test_a_path_too_long_for_a_socket_works(user, tmp_path):
    folder = tmp_path / ("long" * 20) / ("path" * 20) / "postgres"
    assert len(str(folder / SOCKET_NAME)) > MAX_SOCKET_PATH
    one = user(folder)
    assert one.run("SELECT 1") == "[(1,)]"
    one.end()
    assert nothing_runs(folder)


def test_ctrl_c_does_not_reach_the_server(user, data):
    one = user(start_new_session=True, preexec_fn=heed_ctrl_c)
    one.run("SELECT 1")
    two = user()
    two.run("SELECT 1")
    os.killpg(one.process.pid, signal.SIGINT)
    one.process.wait(DEADLINE_SECONDS)
    assert two.run("SELECT 1") == "[(1,)]"


def test_it_listens_on_no_network_port(user, data):
    user().run("SELECT 1")
    (server,) = servers_of(data)
    assert not [link for link in server.net_connections("inet") if link.status == "LISTEN"]


def heed_ctrl_c() -> None:
    """What a terminal's foreground has; a test run in the background passes on that it has not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def others_may_run(program: str) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in Path(program).resolve().parents)


@pytest.mark.skipif(
    os.geteuid() != 0 or not others_may_run(sys.executable),
    reason="needs root, and a Python that other users may run; .ci/run has both",
)
def test_it_works_as_a_normal_user_beside_roots(user, data, tmp_path_factory):
    nobody = 65534
    theirs = Path("/var/tmp") / f"guildhall-test-{os.getpid()}"
    theirs.mkdir()
    os.chown(theirs, nobody, nobody)
    try:
        one = user()
        one.run("SELECT 1")
        two = user(theirs / "postgres", user=nobody, group=nobody, extra_groups=[])
        assert two.run("SELECT 1") == "[(1,)]"
        (server,) = servers_of(theirs / "postgres")
        assert server.uids().effective == nobody
        two.end()
        assert nothing_runs(theirs / "postgres")
    finally:
        subprocess.run(["rm", "-rf", theirs], check=True)
