"""A process as a user of the embedded server."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors, sql

from operations.embedded_postgres.locks import is_current, open_lock, try_lock, wait_for_share

if TYPE_CHECKING:
    from operations.embedded_postgres.paths import Paths

START_SECONDS = 60  # a cold start takes one or two; recovery after a crash can take long
POLL_SECONDS = 0.05
MAX_SUPERVISORS = 2  # that one process starts in a row: more would end as these did
LOG_TAIL = 2000
PROJECT = Path(__file__).resolve().parent.parent.parent


class EmbeddedServerError(psycopg.OperationalError):
    """The server did not come up; the text ends with what it logged last.

    An `OperationalError`, so that Django reports it as it does any database that is away.
    """


class EmbeddedServer:
    """The server of one data directory, as this process uses it.

    It has no mutex, which a fork could copy while it is held: threads that call at once do no more
    than processes that do.
    """

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._was_seen_up = False
        self._users_lock: int | None = None  # a file descriptor: it is never closed

    @property
    def is_in_use(self) -> bool:
        """Whether this process saw the server up and still counts as its user.

        It does not when the folder was deleted and another process started a server there since.
        """
        return self._was_seen_up and self._is_announced

    @property
    def _is_announced(self) -> bool:
        lock = self._users_lock
        return lock is not None and is_current(lock, self.paths.users_lock)

    def ensure_running(self, database: str) -> None:
        """Return once the server answers and has this database. Raises EmbeddedServerError."""
        deadline = time.monotonic() + START_SECONDS
        supervisors = 0
        while True:
            try:
                self._announce()
                # Also when the server answers: its own supervisor may have died.
                supervisors += self._start_supervisor()
                self._ensure_database(database)
            except PermissionError as error:
                raise EmbeddedServerError(
                    f"The embedded PostgreSQL belongs to another system user: {error}"
                ) from error
            except psycopg.OperationalError as error:
                if supervisors > MAX_SUPERVISORS or time.monotonic() > deadline:
                    raise EmbeddedServerError(self._failure(error)) from error
                time.sleep(POLL_SECONDS)
            else:
                self._was_seen_up = True
                return

    def _announce(self) -> None:
        """Hold the users' lock, shared, until this process and its forks end.

        Waits while a supervisor that found no users is stopping the server.
        """
        while not self._is_announced:
            self.paths.data.parent.mkdir(parents=True, exist_ok=True)
            lock = open_lock(self.paths.users_lock)
            wait_for_share(lock)
            self._users_lock = lock

    def _ensure_database(self, name: str) -> None:
        """Make the database if the server has none of this name. Raises OperationalError."""
        if not self.paths.is_socket_trusted:
            raise psycopg.OperationalError(f"No folder of its own at {self.paths.socket_dir}")
        with psycopg.connect(
            **self.paths.address, dbname="postgres", autocommit=True
        ) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone():
                return
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                return  # another process was quicker

    def _start_supervisor(self) -> bool:
        """Start a supervisor unless there is one; whether it did."""
        lock = open_lock(self.paths.supervisor_lock)
        try:
            if not try_lock(lock):
                return False
            self._spawn(lock)
            return True
        finally:
            os.close(lock)

    def _spawn(self, lock: int) -> None:
        """Hand the supervisor its lock, held.

        It detaches itself, so that it is nobody's child and Ctrl-C in a terminal is not for it.
        """
        module = [sys.executable, "-m", "operations.embedded_postgres.supervisor"]
        with open(self.paths.log, "ab", opener=_private) as log:
            subprocess.run(  # noqa: S603 - our own module
                [*module, str(self.paths.data), str(lock)],
                check=True,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,
            )

    def _failure(self, error: psycopg.OperationalError) -> str:
        log = self.paths.log.read_text(errors="replace") if self.paths.log.exists() else ""
        return f"The embedded PostgreSQL did not start: {error}\nIts log ends:\n{log[-LOG_TAIL:]}"


def _private(path: str, flags: int) -> int:
    """Opens the log, which quotes statements that failed, for its owner alone."""
    return os.open(path, flags, 0o600)


@functools.cache
def server_for(paths: Paths) -> EmbeddedServer:
    """The EmbeddedServer of this process for these paths."""
    return EmbeddedServer(paths)
