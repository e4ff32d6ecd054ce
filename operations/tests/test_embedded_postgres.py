"""The embedded PostgreSQL, with real processes: who starts it, who shares it, what ends it."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from operations.embedded_postgres.paths import MAX_SOCKET_PATH, SOCKET_NAME, Paths
from operations.embedded_postgres.supervisor import Supervisor
from operations.embedded_postgres.tests.processes import (
    DEADLINE_SECONDS,
    PROJECT,
    User,
    nothing_runs,
    servers_of,
    supervisors_of,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory; whatever still runs on it is killed afterwards."""
    folder = tmp_path / "postgres"
    yield folder
    kill_all_of(folder)


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory as `initdb` leaves it, which takes longer than most of these tests."""
    folder = tmp_path_factory.mktemp("initialised") / "postgres"
    Supervisor(Paths.of(folder), lock=-1)._initialise()
    return folder


@pytest.fixture
def warm(data: Path, initialised: Path) -> None:
    """The data directory is there already: for tests of what comes after the first start."""
    subprocess.run(["cp", "-a", initialised, data], check=True)  # with its owner


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


def kill_all_of(folder: Path) -> None:
    """What a power cut does. The supervisor goes first: it would start the server again."""
    for process in supervisors_of(folder) + servers_of(folder):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def manage(*command: str, data: Path) -> str:
    environment = os.environ | {"EMBEDDED_DATABASE_DIR": str(data), "DEBUG": "true"}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


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
    for command in (["check"], ["makemigrations", "--help"]):
        manage(*command, data=data)
    assert not data.exists()
    assert not supervisors_of(data)


@pytest.mark.usefixtures("warm")
def test_dbshell_reaches_this_server(data):
    answer = manage("dbshell", "--", "-Atc", "SHOW data_directory", data=data)
    assert answer.strip() == str(data)
    assert nothing_runs(data)


def test_twenty_processes_at_a_cold_start_share_one_server(user, data):
    users = [user() for _ in range(20)]
    for one in users:
        one.send("SELECT 1")
    assert {one.answer() for one in users} == {"[(1,)]"}
    assert len(servers_of(data)) == 1
    assert len(supervisors_of(data)) == 1


@pytest.mark.usefixtures("warm")
def test_it_stops_when_the_last_user_is_killed(user, data):
    only = user()
    only.run("SELECT 1")
    only.kill()
    assert nothing_runs(data)


@pytest.mark.usefixtures("warm")
def test_a_fork_is_a_user_of_its_own(user, data):
    parent = user()
    parent.run("SELECT 1")
    fork = int(parent.run("!os.fork() or signal.pause()"))
    parent.kill()
    assert not nothing_runs(data, seconds=1)
    os.kill(fork, signal.SIGKILL)
    assert nothing_runs(data)


@pytest.mark.usefixtures("warm")
def test_killing_the_server_costs_one_query_and_no_data(user, data):
    one = user()
    one.run("CREATE TABLE kept AS SELECT 7 AS id")
    servers_of(data)[0].send_signal(signal.SIGKILL)
    assert one.run("SELECT 1").startswith(("error", "[(1,)]"))
    assert wait_for(lambda: one.run("SELECT id FROM kept") == "[(7,)]")


@pytest.mark.usefixtures("warm")
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


@pytest.mark.usefixtures("warm")
def test_a_supervisor_told_to_end_takes_its_server_along(user, data):
    one = user()
    one.run("SELECT 1")
    (supervisor,) = supervisors_of(data)
    supervisor.terminate()
    assert nothing_runs(data)
    assert one.run("SELECT 1").startswith("error")
    assert one.run("SELECT 1") == "[(1,)]"


@pytest.mark.usefixtures("warm")
def test_after_a_power_cut_its_old_numbers_may_belong_to_other_programs(user, data, tmp_path):
    other = tmp_path / "other"
    neighbour, one = user(other), user()
    neighbour.run("SELECT 1")
    one.run("CREATE TABLE kept AS SELECT 7 AS id")
    kill_all_of(data)
    one.kill()
    assert nothing_runs(data)
    # Of the same system user, and a PostgreSQL: as hard to tell apart as it gets.
    (neighbours_server,) = servers_of(other)
    for file in (Paths.of(data).postmaster_pid, Paths.of(data).socket_pid):
        _, _, rest = file.read_text().partition("\n")
        file.write_text(f"{neighbours_server.pid}\n{rest}")
    two = user()
    assert two.run("SELECT id FROM kept") == "[(7,)]"
    two.end()
    assert nothing_runs(data)
    assert neighbour.run("SELECT to_regclass('kept')") == "[(None,)]"
    neighbour.end()
    assert nothing_runs(other)


def test_a_deleted_folder_is_made_anew_under_its_users(user, data):
    one = user()
    one.run("CREATE TABLE gone (id int)")
    shutil.rmtree(data)
    for lock in (Paths.of(data).users_lock, Paths.of(data).supervisor_lock):
        lock.unlink()
    two = user()
    assert two.run("SELECT to_regclass('gone')") == "[(None,)]"
    assert wait_for(lambda: one.run("SELECT to_regclass('gone')") == "[(None,)]")
    assert wait_for(lambda: len(servers_of(data)) == len(supervisors_of(data)) == 1)
    two.end()
    assert one.run("SELECT 1") == "[(1,)]"


def test_what_cannot_start_is_a_database_error_that_quotes_the_log(user, data):
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(data, NOBODY, NOBODY)
    (data / "PG_VERSION").write_text("17\n")
    answer = user().run("SELECT 1")
    assert answer.startswith("error: OperationalError The embedded PostgreSQL did not start")
    assert f"{data}/postgresql.conf" in answer


def test_the_database_is_made_whatever_a_process_connects_to_first(user, data):
    one = user()
    one.run("!connection._nodb_cursor().__enter__().execute('SELECT 1')")
    assert one.run("SELECT current_database()") == "[('guildhall',)]"


@pytest.mark.usefixtures("warm")
def test_test_databases_are_made_cloned_and_dropped(user):
    one = user()
    name = "!connection.creation.create_test_db(verbosity=0, autoclobber=True)"
    assert one.run(name) == "test_guildhall"
    assert one.run("!connection.creation.clone_test_db('1', verbosity=0)") == "done"
    databases = "SELECT array_agg(datname) FROM pg_database WHERE datname LIKE 'test%%'"
    assert "test_guildhall_1" in one.run(databases)
    assert one.run("!connection.creation.destroy_test_db('guildhall', verbosity=0)") == "done"
    assert "'test_guildhall'" not in one.run(databases)


def test_a_path_too_long_for_a_socket_works(user, tmp_path):
    folder = tmp_path / ("long" * 20) / ("path" * 20) / "postgres"
    assert len(str(folder / SOCKET_NAME)) > MAX_SOCKET_PATH
    one = user(folder, env=os.environ | {"PGPORT": "1"})
    two = user(folder, env=os.environ | {"TMPDIR": str(tmp_path)})
    assert one.run("SELECT 1") == two.run("SELECT 1") == "[(1,)]"
    assert stat.S_IMODE(Paths.of(folder).socket_dir.stat().st_mode) == 0o700
    one.end()
    two.end()
    assert nothing_runs(folder)
    assert not Paths.of(folder).socket_dir.exists()


@pytest.mark.usefixtures("warm")
def test_ctrl_c_does_not_reach_the_server(user, data):
    one = user(start_new_session=True, preexec_fn=heed_ctrl_c)
    one.run("SELECT 1")
    two = user()
    two.run("SELECT 1")
    os.killpg(one.process.pid, signal.SIGINT)
    one.process.wait(DEADLINE_SECONDS)
    assert two.run("SELECT 1") == "[(1,)]"


def test_only_its_owner_gets_in(user, data):
    data.parent.chmod(0o700)
    user().run("SELECT 1")
    (server,) = servers_of(data)
    assert not [link for link in server.net_connections("inet") if link.status == "LISTEN"]
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    # Root's server has to pass this folder, and gets no more than that.
    assert stat.S_IMODE(data.parent.stat().st_mode) == (0o701 if os.geteuid() == 0 else 0o700)


def heed_ctrl_c() -> None:
    """What a terminal's foreground has; a test run in the background passes on that it has not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def others_may_run(program: str) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in Path(program).resolve().parents)


@pytest.mark.skipif(
    os.geteuid() != 0 or not others_may_run(sys.executable),
    reason="needs root, and a Python that other users may run; .ci/run has both",
)
def test_it_works_as_root_and_as_a_normal_user(user, data):
    theirs = Path("/var/tmp") / f"guildhall-test-{os.getpid()}"
    theirs.mkdir()
    os.chown(theirs, NOBODY, NOBODY)
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    folder = theirs / "postgres"
    try:
        assert user().run("SELECT 1") == "[(1,)]"
        assert "another system user" in user(data, **as_nobody).run("SELECT 1")
        for options in (as_nobody, {}, as_nobody):
            one = user(folder, **options)
            assert one.run("SELECT 1") == "[(1,)]"
            assert servers_of(folder)[0].uids().effective == NOBODY
            one.end()
            assert nothing_runs(folder)
    finally:
        kill_all_of(folder)
        shutil.rmtree(theirs)
