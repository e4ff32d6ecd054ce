"""A process as a user of the embedded server."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import errors, sql

from config.postgres.paths import SUPERUSER, Paths

START_SECONDS = 60
POLL_SECONDS = 0.05
LOG_TAIL = 2000
PROJECT = Path(__file__).resolve().parent.parent.parent


class EmbeddedServerError(Exception):
    """The server did not come up; the text ends with what it logged last."""


class EmbeddedServer:
    """The server of one data directory, as this process uses it."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self._users_lock: int | None = None  # a file descriptor: it is never closed
        self._mutex = threading.Lock()

    @property
    def is_in_use(self) -> bool:
        """Whether this process has announced itself, and so seen the server up."""
        return self._users_lock is not None

    def ensure_running(self, database: str) -> None:
        """Return once the server answers and has this database. Raises EmbeddedServerError."""
        with self._mutex:
            self._announce()
            deadline = time.monotonic() + START_SECONDS
            self._ensure_supervisor()  # also when the server answers: its own may have died
            while not self._has_database(database):
                if time.monotonic() > deadline:
                    raise EmbeddedServerError(self._failure())
                time.sleep(POLL_SECONDS)
                self._ensure_supervisor()

    def _announce(self) -> None:
        """Hold the users' lock, shared, until this process and its forks end.

        Waits while a supervisor that found no users is stopping the server.
        """
        if self._users_lock is None:
            self.paths.data.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.paths.users_lock, os.O_RDWR | os.O_CREAT)
            fcntl.flock(lock, fcntl.LOCK_SH)
            self._users_lock = lock

    def _has_database(self, name: str) -> bool:
        """Whether the server answers; makes the database if it does and has none of this name."""
        try:
            with psycopg.connect(
                host=str(self.paths.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
            ) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if not known.fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return True  # another process was quicker
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_supervisor(self) -> None:
        """Start a supervisor unless there is one. Of two started at once, one leaves by itself.

        It detaches itself, so that it is nobody's child and Ctrl-C in a terminal is not for it.
        """
        with self.paths.supervisor_lock.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        with self.paths.log.open("ab") as log:
            subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", "config.postgres.supervisor", str(self.paths.data)],
                check=True,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _failure(self) -> str:
        log = self.paths.log.read_text(errors="replace") if self.paths.log.exists() else ""
        return f"The embedded PostgreSQL did not start. Its log ends:\n{log[-LOG_TAIL:]}"


_servers: dict[Paths, EmbeddedServer] = {}
_servers_mutex = threading.Lock()


def server_for(paths: Paths) -> EmbeddedServer:
    """The one EmbeddedServer of this process for these paths."""
    with _servers_mutex:
        return _servers.setdefault(paths, EmbeddedServer(paths))
