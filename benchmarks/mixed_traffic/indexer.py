"""The process that writes the indexes beside a server, as deploy/ runs it."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.servers import Server

BUILT_WITHIN = 3600.0  # seconds, for a million profiles on a machine that does something else
LOOK_EVERY = 2.0


@contextmanager
def indexer() -> Iterator[None]:
    """Build the indexes that are missing, and keep all up to date until the end."""
    command = [sys.executable, "manage.py", "index_search"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def wait_for_index(server: Server) -> None:
    """Wait until the server finds profiles by words. Raises TimeoutError."""
    until = time.monotonic() + BUILT_WITHIN
    while time.monotonic() < until:
        try:
            with urlopen(f"{server.url}/api/v1/profiles?q=plumber") as answer:
                answer.read()
            return
        except HTTPError as error:
            if error.code != 503:
                raise
        time.sleep(LOOK_EVERY)
    raise TimeoutError("The index was not built in time.")
