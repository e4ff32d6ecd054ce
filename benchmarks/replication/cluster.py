"""A primary and a replica of Debian's PostgreSQL 15, and PgBouncer in transaction mode.

Each is started in a folder of its own, on ports of this machine. PostgreSQL and PgBouncer refuse to
run as root, which therefore runs them as `postgres`.

    python -m benchmarks.replication.cluster FOLDER    # prints their addresses, runs until Ctrl-C
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from benchmarks.servers import HOST, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = Path("/usr/lib/postgresql/15/bin")
ROLE = "guildhall"
READY_SECONDS = 20
POOLER = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = {host}
listen_port = {listen}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
logfile = {folder}/log
pidfile = {folder}/pid
"""


def server_account() -> dict[str, str]:
    """For subprocess: as whom the servers run."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


def own_folder(path: Path) -> Path:
    """A new folder that belongs to whom the servers run as."""
    path.mkdir(mode=0o700)
    if account := server_account():
        shutil.chown(path, **account)
    return path


def run(program: str, *arguments: object) -> None:
    """One of PostgreSQL's programs, to its end. Raises SystemExit with what it said on failure."""
    command = [str(BINARIES / program), *map(str, arguments)]
    # Into a file, not a pipe: a server that a program starts would keep the pipe open.
    done = subprocess.run(
        command,
        **server_account(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{program} failed: {done.stderr or command}")


@dataclass
class Postgres:
    """One server."""

    folder: Path
    options: str = ""
    port: int = field(default_factory=free_port)

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{ROLE}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        sockets = f"-p {self.port} -c unix_socket_directories={self.folder}"
        options = f"{sockets} -c listen_addresses={HOST} {self.options}"
        log = self.folder / "server.log"
        run("pg_ctl", "-w", "-D", self.folder, "-l", log, "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is how it ends when its machine does."""
        run("pg_ctl", "-w", "-D", self.folder, "-m", mode, "stop")

    def end(self) -> None:
        """Stop it for good, unless it was stopped."""
        if (self.folder / "postmaster.pid").exists():
            self.stop("immediate")

    def promote(self) -> None:
        run("pg_ctl", "-w", "-D", self.folder, "promote")

    def ask(self, query: str, database: str = "postgres") -> object:
        """The first column of the first row, if there is one."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(query)
            return (cursor.fetchone() or [None])[0] if cursor.description else None


@dataclass
class Pooler:
    """PgBouncer in front of one server, in transaction mode."""

    folder: Path
    server: Postgres
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{ROLE}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        if program is None:
            raise SystemExit("PgBouncer is missing: apt-get install pgbouncer.")
        (self.folder / "users").write_text(f'"{ROLE}" ""\n')
        settings = self.folder / "pgbouncer.ini"
        settings.write_text(
            POOLER.format(host=HOST, port=self.server.port, listen=self.port, folder=self.folder)
        )
        for path in self.folder.iterdir():
            path.chmod(0o644)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        self.process = subprocess.Popen([program, "-q", settings], **server_account(), **quiet)
        wait_for(self.url())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


def wait_for(url: str) -> None:
    """Return once a server answers. Raises SystemExit when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=1).close()
            return
        time.sleep(0.05)
    raise SystemExit(f"{url} does not answer.")


def new_primary(folder: Path, options: str = "") -> Postgres:
    """A server of its own, running."""
    own_folder(folder)
    run("initdb", "-D", folder, "-U", ROLE, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    server = Postgres(folder, options)
    server.start()
    return server


def new_replica(folder: Path, primary: Postgres) -> Postgres:
    """A server that streams from the primary, running."""
    own_folder(folder)
    where = ("-h", HOST, "-p", primary.port, "-U", ROLE)
    run("pg_basebackup", *where, "-D", folder, "-R", "-X", "stream", "-c", "fast", "--no-sync")
    server = Postgres(folder, f"-c hot_standby_feedback=on {primary.options}")
    server.start()
    return server


@dataclass
class Cluster:
    """All of them, running."""

    primary: Postgres
    replica: Postgres
    pooler: Pooler


@contextmanager
def running_cluster(folder: Path, options: str = "") -> Iterator[Cluster]:
    """Start all in new folders below this one; stop them in the end."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with ExitStack() as stack:
        primary = new_primary(folder / "primary", options)
        stack.callback(primary.end)
        replica = new_replica(folder / "replica", primary)
        stack.callback(replica.end)
        pooler = Pooler(own_folder(folder / "pooler"), primary)
        stack.callback(pooler.stop)
        pooler.start()
        yield Cluster(primary, replica, pooler)


def main(folder: Path) -> None:
    with running_cluster(folder) as cluster, suppress(KeyboardInterrupt):
        print(f"DATABASE_URL={cluster.primary.url()}")
        print(f"DATABASE_REPLICA_URL={cluster.replica.url()}")
        print(f"DATABASE_POOLER=transaction DATABASE_URL={cluster.pooler.url()}", flush=True)
        signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
