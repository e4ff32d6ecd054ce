"""Runs one embedded server for as long as it has users.

`python -m operations.embedded_postgres.supervisor DIR LOCK`, where LOCK is the inherited descriptor
of the supervisor's lock, held. Started by the first user; detaches itself. Starts the server again
when it dies, adopts it when an earlier supervisor died, and stops it when the last user has ended,
however that was.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from operations.embedded_postgres.account import account_for
from operations.embedded_postgres.locks import is_current, open_lock, try_lock
from operations.embedded_postgres.paths import PORT, SUPERUSER, Paths, installation, programs

POLL_SECONDS = 0.25
STOP_SECONDS = 20
SHORT_LIFE_SECONDS = 2
MAX_SHORT_LIVES = 4  # what is left of a killed server can be in the way for a moment
MAX_LOG_BYTES = 10 * 1024 * 1024
# Nothing of the first user's environment: it has secrets, and PG* variables change the server.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",  # an SSD
    "log_min_messages": "warning",
}


class Supervisor:
    """The one that holds the supervisor's lock of these paths."""

    def __init__(self, paths: Paths, lock: int) -> None:
        self.paths = paths
        self.lock = lock
        self.account = account_for(paths.data)
        self.server: psutil.Process | None = None
        self._started_at = 0.0
        self._short_lives = 0

    def run(self) -> None:
        """Keep the server running until nobody uses it."""
        users = open_lock(self.paths.users_lock)
        self.server = self._running_server()
        try:
            while not try_lock(users):
                if not is_current(self.lock, self.paths.supervisor_lock):
                    # Deleted or moved, data and all. Leave at once: a successor may be starting.
                    self._stop(signal.SIGQUIT)
                    return
                self._keep_running()
                time.sleep(POLL_SECONDS)
        finally:
            # Fast: what is committed is safe, whoever is connected is not waited for.
            self._stop(signal.SIGINT)
            self._stop(signal.SIGQUIT)
            self._remove_socket_dir()

    def _keep_running(self) -> None:
        if self.server is not None and _is_alive(self.server):
            return
        is_short_life = time.monotonic() - self._started_at < SHORT_LIFE_SECONDS
        self._short_lives = self._short_lives + 1 if is_short_life else 0
        if self._short_lives > MAX_SHORT_LIVES:
            sys.exit("PostgreSQL ends as soon as it is started.")
        self.server = self._running_server() or self._start()
        self._started_at = time.monotonic()

    def _running_server(self) -> psutil.Process | None:
        """The server that an earlier supervisor started, by its own account.

        The command line tells it from whatever program has got its number since, be that another
        PostgreSQL.
        """
        pid = _pid_in(self.paths.postmaster_pid)
        try:
            process = psutil.Process(pid) if pid else None
            is_ours = process is not None and str(self.paths.data) in process.cmdline()
        except psutil.Error:
            return None
        return process if is_ours else None

    def _start(self) -> psutil.Process:
        if not self.paths.is_initialised:
            self._initialise()
        self._make_socket_dir()
        _disown(self.paths.postmaster_pid)
        _disown(self.paths.socket_pid)
        options = SETTINGS | {"unix_socket_directories": str(self.paths.socket_dir)}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if self.paths.log.stat().st_size > MAX_LOG_BYTES:
            os.truncate(self.paths.log, 0)
        return psutil.Popen(
            [programs() / "postgres", "-D", self.paths.data, *arguments], **self._as_server_user()
        )

    def _initialise(self) -> None:
        """Make the data directory, in one step at the end: one that has a version is complete."""
        prefix = f"{self.paths.data.name}.new-"
        for unfinished in self.paths.data.parent.glob(f"{prefix}*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        # A new name each time: the `initdb` of a killed supervisor may still be writing.
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=self.paths.data.parent))
        self._give(folder)
        subprocess.run(  # noqa: S603 - the package's own binary
            [
                programs() / "initdb",
                f"--username={SUPERUSER}",
                "--auth=trust",  # whoever reaches the socket, in a private folder, is the user
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                f"--pgdata={folder}",
            ],
            check=True,
            **self._as_server_user(),
        )
        folder.rename(self.paths.data)

    def _as_server_user(self) -> dict[str, Any]:
        options = {"cwd": "/", "env": ENVIRONMENT, "stdin": subprocess.DEVNULL}
        if self.account is None:
            return options
        for folder in installation():
            self.account.let_use(folder)
            self.account.let_pass_to(folder)
        self.account.let_pass_to(self.paths.data)
        return options | self.account.subprocess_options

    def _give(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _make_socket_dir(self) -> None:
        """Make the private folder of the socket; one that somebody else made is refused."""
        folder = self.paths.socket_dir
        if folder == self.paths.data:
            return
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._give(folder)
        if not stat.S_ISDIR(folder.lstat().st_mode) or not self.paths.is_socket_trusted:
            sys.exit(f"{folder} belongs to somebody else.")

    def _remove_socket_dir(self) -> None:
        """Leave nothing in the common temporary folder. A server that still runs keeps its own."""
        if self.paths.socket_dir != self.paths.data:
            with contextlib.suppress(OSError):
                self.paths.socket_dir.rmdir()

    def _stop(self, how: signal.Signals) -> None:
        """Send this signal and wait; nothing when the server has ended."""
        if self.server is None or not _is_alive(self.server):
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            self.server.send_signal(how)
        deadline = time.monotonic() + STOP_SECONDS
        while _is_alive(self.server) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS / 5)


def _is_alive(process: psutil.Process) -> bool:
    """Whether it runs. One that ended is reaped, and not alive where init fails to reap it."""
    try:
        process.wait(0)
    except psutil.TimeoutExpired:
        with contextlib.suppress(psutil.NoSuchProcess):
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _disown(file: Path) -> None:
    """Put our own number in a lock file of a server that does not run.

    PostgreSQL takes the file for stale when it names a parent, whatever program has the old number
    now. Removing the file would also remove what tells PostgreSQL that orphans of the old server
    still use the data. One that is empty, after a power cut, is refused by it and tells nothing.
    """
    if _pid_in(file) is None:
        file.unlink(missing_ok=True)
        return
    _, _, rest = file.read_text().partition("\n")
    file.write_text(f"{os.getpid()}\n{rest}")


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # its caller goes on at once, and has no child to wait for
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # stops the server, too
    Supervisor(Paths.of(sys.argv[1]), lock=int(sys.argv[2])).run()
