"""How the production server is run."""

from __future__ import annotations

import sys


def server_command(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of granian for this project.

    Four blocking threads a worker: log-ins hold some for a quarter of a second, and the others go
    on meanwhile. More only wait for each other in Python (docs/performance.md). They are kept while
    idle, for each has a connection to the database with its prepared statements.
    A worker that dies is replaced; by default granian would end the others, too.
    """
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "4"),
        *("--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--no-ws", "--log-level", "warning"),
        "config.wsgi:application",
    ]
