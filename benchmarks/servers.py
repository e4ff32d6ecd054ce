"""Servers under measurement: started on a free port, waited for, and stopped whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import orjson
import psutil

from operations.server import server_command

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
WORKERS = 2
READY_SECONDS = 30
STOP_SECONDS = 10
RESOURCE_TRACKER = "resource_tracker"


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: psutil.Process
    log: IO[bytes]

    def cpu_seconds(self) -> float:
        """What the server and its workers have used so far. The database's is not in it."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)  # user and system

    def workers(self) -> list[psutil.Process]:
        """The processes that serve, without Python's own helper beside them."""
        return [one for one in self.process.children() if _serves(one)]

    def worker_memory(self) -> float:
        """The largest resident memory of a worker, in MB."""
        return max(worker.memory_info().rss for worker in self.workers()) / 1024**2

    def crashes(self) -> list[str]:
        """The tracebacks that it logged. Read in place: the server writes at the file's offset."""
        size = os.fstat(self.log.fileno()).st_size
        lines = os.pread(self.log.fileno(), size, 0).splitlines()
        events = [orjson.loads(line) for line in lines if line.startswith(b"{")]
        return [event["exception"] for event in events if "exception" in event]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _serves(process: psutil.Process) -> bool:
    """Not Python's own helper, and not one that was killed just now."""
    try:
        return RESOURCE_TRACKER not in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie is one, too
        return False


@contextmanager
def guildhall(environment: dict[str, str]) -> Iterator[Server]:
    """Guildhall on its production server, with indexes of what is in the database by then."""
    port = free_port()
    with _indexed(environment) as indexed, _running(_granian(port), port, indexed) as server:
        yield server


@contextmanager
def _indexed(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment with a folder of indexes, unless it names one: without them no text is
    answered.
    """
    if "SEARCH_FOLDER" in os.environ | environment:
        yield environment
        return
    with tempfile.TemporaryDirectory(prefix="guildhall-search-") as folder:
        indexed = environment | {"SEARCH_FOLDER": folder}
        build = [sys.executable, "manage.py", "index_search", "--rebuild"]
        subprocess.run(build, env=os.environ | indexed, stdout=subprocess.DEVNULL, check=True)
        yield indexed


@contextmanager
def fastapi_peer(environment: dict[str, str]) -> Iterator[Server]:
    """The FastAPI peer of `me`."""
    with _uvicorn("benchmarks.peers.fastapi_peer:app", "/api/v1/me", environment) as server:
        yield server


@contextmanager
def fastapi_profiles(environment: dict[str, str]) -> Iterator[Server]:
    """The FastAPI peer of the list."""
    with _uvicorn("benchmarks.peers.fastapi_profiles:app", "/api/v1/profiles", environment) as one:
        yield one


@contextmanager
def _uvicorn(app: str, path: str, environment: dict[str, str]) -> Iterator[Server]:
    """An application on uvicorn with uvloop and httptools."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", app),
        *("--host", HOST, "--port", str(port), "--workers", str(WORKERS)),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    ]
    with _running(command, port, environment, path) as server:
        yield server


@contextmanager
def bare_profiles(environment: dict[str, str]) -> Iterator[Server]:
    """The least that can serve the list, on the same server as Guildhall."""
    port = free_port()
    command = [*_granian(port)[:-1], "benchmarks.peers.bare_profiles:application"]
    with _running(command, port, environment, "/api/v1/profiles") as server:
        yield server


def _granian(port: int) -> list[str]:
    """As production runs it; and on its packages alone, if SERVED_BY names a Python that has no
    more: libraries import some of a developer's when they are there (structlog rich, for one).
    """
    _python, *command = server_command(host=HOST, port=port, workers=WORKERS)
    return [os.environ.get("SERVED_BY", sys.executable), *command]


@contextmanager
def _running(
    command: list[str], port: int, environment: dict[str, str], path: str = "/api/v1/me"
) -> Iterator[Server]:
    """Its log goes to a file, as in production, and is shown when the server does not start."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a group of its own: its workers are stopped with it
        )
        url = f"http://{HOST}:{port}"
        try:
            _wait_until_ready(process, url + path, log)
            yield Server(url, psutil.Process(process.pid), log)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end; then end whatever is left of its group."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: IO[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(url, timeout=5).close()
            return
        except HTTPError:
            return  # a refusal is an answer
        except (URLError, OSError):
            time.sleep(0.1)
    log.seek(0)
    raise SystemExit(f"{url} did not get ready:\n{log.read().decode(errors='replace')}")
