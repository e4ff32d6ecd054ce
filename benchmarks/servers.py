"""Servers under measurement: started on a free port, waited for, and stopped whatever happens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil

from config.server import server_command

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
WORKERS = 2
READY_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: psutil.Process

    def worker_memory(self) -> float:
        """The largest resident memory of a worker, in MB."""
        children = self.process.children(recursive=True)
        return max(child.memory_info().rss for child in children) / 1024**2


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def guildhall(environment: dict[str, str]) -> Iterator[Server]:
    """Guildhall on its production server."""
    port = free_port()
    command = server_command(host=HOST, port=port, workers=WORKERS)
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def fastapi_peer(environment: dict[str, str]) -> Iterator[Server]:
    """The FastAPI peer on uvicorn with uvloop and httptools."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "uvicorn", "benchmarks.peers.fastapi_peer:app"),
        *("--host", HOST, "--port", str(port), "--workers", str(WORKERS)),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    ]
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=os.environ | environment)
    url = f"http://{HOST}:{port}"
    try:
        _wait_until_ready(process, url)
        yield Server(url, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{url}/api/v1/me", timeout=5)
        except HTTPError:
            return  # a refusal is an answer
        except (URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"{url} did not get ready.")
