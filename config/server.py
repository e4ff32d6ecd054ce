"""How the production server is run."""

from __future__ import annotations

import sys


def server_command(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of granian for this project.

    One blocking thread a worker: more only wait for each other in Python (docs/performance.md).
    A worker that dies is replaced; by default granian would end the others, too.
    """
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
        *("--no-ws", "--log-level", "warning"),
        "config.wsgi:application",
    ]
