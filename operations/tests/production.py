"""The production server, started by a test on the test's own database."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from operations.embedded_postgres.paths import programs
from operations.server import server_command

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "127.0.0.1"
READY_SECONDS = 60
SECRET_KEY = "k" * 30 + "0123456789abcdefghijklmnop"


def environment(**variables: str) -> dict[str, str]:
    """What a production process of its own needs to work on this test's database."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    if connection.settings_dict["ENGINE"] == "operations.embedded_postgres":
        # What is not told that the server is the embedded one needs programs of its version.
        known["PATH"] = f"{programs()}{os.pathsep}{known.get('PATH', os.defpath)}"
    return (
        known
        | {"ENV_FILE": "/nonexistent", "SECRET_KEY": SECRET_KEY, "HTTPS": "false"}
        | {"DATABASE_URL": database_url(connection.get_connection_params())}
        | {"DATABASE_POOLER": settings.DATABASE_POOLER}
        | variables
    )


def database_url(parameters: dict[str, str], *, name: str | None = None) -> str:
    """The address of a database on the server under test, which may be one of sockets."""
    user, password = parameters.get("user") or "", parameters.get("password") or ""
    who, name = f"{quote(user)}:{quote(password)}", name or parameters["dbname"]
    host, port = str(parameters.get("host") or "localhost"), parameters.get("port") or 5432
    if host.startswith("/"):
        return f"postgres://{who}@/{name}?host={quote(host)}&port={port}"
    return f"postgres://{who}@{host}:{port}/{name}"


@contextmanager
def production_server(**variables: str) -> Iterator[str]:
    """The address of a server with two workers, stopped in the end."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        server_command(host=HOST, port=port, workers=2),
        env=environment(**variables),
        cwd=settings.BASE_DIR,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"http://{HOST}:{port}")
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(30)


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urlopen(f"{url}/readyz", timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
