"""What faults are put on: a PostgreSQL of its own, its data, and the production server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.servers import HOST, free_port, guildhall
from operations.embedded_postgres.account import account_for
from operations.embedded_postgres.paths import SUPERUSER, installation, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.servers import Server

DATABASE = "guildhall"
START_SECONDS = 30
MEMBERS = 40  # of each role
SEEDED = 300


class Postgres:
    """A server whose data is in a folder: it can be stopped, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "postgres"
        self.port = free_port()
        self.account = account_for(self.data)
        self.options = {"cwd": "/"} | (self.account.subprocess_options if self.account else {})
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{SUPERUSER}@{HOST}:{self.port}/{DATABASE}"

    def make(self) -> None:
        """Make the data directory."""
        self.data.mkdir()
        if self.account:
            os.chown(self.data, self.account.uid, self.account.gid)
            self.account.let_pass_to(self.data)
            for part in installation():
                self.account.let_use(part)
                self.account.let_pass_to(part)
        subprocess.run(
            [programs() / "initdb", "-D", self.data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            **self.options,
        )

    def start(self) -> None:
        """Return once it answers."""
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "256MB",
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [programs() / "postgres", "-D", self.data, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.options,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with psycopg.connect(self.url.replace(DATABASE, "postgres"), connect_timeout=1):
                    return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it in order; SIGQUIT at once, as a crash does."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None


@dataclass(frozen=True)
class Stand:
    """What a fault works with."""

    postgres: Postgres
    folder: Path
    short: bool
    """Whether to keep it short: the same faults with less of everything, for CI."""

    @contextmanager
    def server(self, **environment: str) -> Iterator[Server]:
        """The production server, with these variables besides."""
        with guildhall({"DATABASE_URL": self.postgres.url} | environment) as server:
            yield server


@contextmanager
def database() -> Iterator[tuple[Postgres, Path]]:
    """A running PostgreSQL with an empty database, and a folder; both are gone in the end."""
    # Not the temporary folder of the user: the account of PostgreSQL has to get there.
    folder = Path(tempfile.mkdtemp(prefix="guildhall-faults-", dir="/var/tmp"))
    folder.chmod(0o755)
    postgres = Postgres(folder)
    try:
        postgres.make()
        postgres.start()
        with psycopg.connect(
            postgres.url.replace(f"/{DATABASE}", "/postgres"), autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        yield postgres, folder
    finally:
        postgres.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)
