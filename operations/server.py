"""How the production server is run."""

from __future__ import annotations

import os
import signal
import socket
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server.mp import MPServer

APPLICATION = "config.wsgi:application"
# Log-ins hold some for a quarter of a second, and the others go on meanwhile. More only wait for
# each other in Python (docs/performance.md).
BLOCKING_THREADS = 4
# They are kept while idle, for each has a connection to the database with its prepared statements.
IDLE_SECONDS = 600
# A worker that dies is replaced after so long; by default granian would end the others, too.
RESPAWN_SECONDS = 0.5
# A worker may finish its requests for so long. Now and then one misses the signal to end, and
# granian would wait for it for ever. The service manager waits longer (deploy/).
KILL_SECONDS = 20


def server_command(*, host: str, port: int, workers: int) -> list[str]:
    """The command line of granian for this project."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS)),
        *("--blocking-threads-idle-timeout", str(IDLE_SECONDS)),
        *("--respawn-failed-workers", "--respawn-interval", str(RESPAWN_SECONDS)),
        *("--workers-kill-timeout", str(KILL_SECONDS)),
        *("--no-ws", "--log-level", "warning"),
        APPLICATION,
    ]


class ServerOnSocket(MPServer):
    """The same server, whose workers share a socket that is given and listens already.

    By itself granian has each worker bind one of its own, which on Linux shares the port with
    whatever else asks for that: two servers would answer every other request of each other.
    """

    def __init__(self, listener: socket.socket, *, workers: int) -> None:
        address, port = listener.getsockname()
        super().__init__(
            APPLICATION,
            address=address,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            blocking_threads_idle_timeout=IDLE_SECONDS,
            respawn_failed_workers=True,
            respawn_interval=RESPAWN_SECONDS,
            workers_kill_timeout=KILL_SECONDS,
            websockets=False,
            log_level=LogLevels.warning,
        )
        self.listener = listener

    def _init_shared_socket(self) -> None:
        """As granian does on macOS, where its workers share one: its holder, with our socket in it.

        Port 0 is any free one; the next line gives it up again.
        """
        holder = SocketSpec(self.bind_addr, 0, self.backlog).build()
        os.dup2(self.listener.fileno(), holder.get_fd())
        self._ssp, self._shd, self._sfd = None, holder, holder.get_fd()  # type: ignore[assignment]
        self._sso = socket.socket(fileno=holder.get_fd())


def serve(listener: socket.socket, workers: int) -> None:
    """Serve on this socket until SIGTERM; what a process of its own does.

    It leaves the terminal: Ctrl-C is for its parent, which then stops it once. A worker that gets
    two signals at the same time can miss both.
    """
    os.setsid()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_DFL)  # a fork has its parent's
    ServerOnSocket(listener, workers=workers).serve()
