"""A port of this machine, taken for real: by a socket that listens on it."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress

HOST = "127.0.0.1"
FIRST_PORT = 8000
MAX_PORTS_TRIED = 100
BACKLOG = 1024  # granian's own


class NoPort(Exception):
    """There is no such port, or it is taken. The text says so."""


def listener_on(port: int | None) -> socket.socket:
    """A socket that listens on this port, or on the first free one. Raises NoPort."""
    if port is not None:
        try:
            return _listener(port)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise NoPort(f"Port {port} cannot be used: {reason}") from error
    for number in range(FIRST_PORT, FIRST_PORT + MAX_PORTS_TRIED):
        with suppress(OSError):
            return _listener(number)
    raise NoPort(f"No port from {FIRST_PORT} to {FIRST_PORT + MAX_PORTS_TRIED - 1} is free.")


def _listener(port: int) -> socket.socket:
    """Raises OSError when a program listens already.

    macOS would let us have the port of one that listens on all addresses, so it is called first.
    """
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
    return socket.create_server((HOST, port), backlog=BACKLOG)
