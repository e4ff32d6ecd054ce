"""A database of its own on the project's server, as a measurement or the fuzzing needs it."""

from __future__ import annotations

from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

# Threads of this process, too: one that follows the index of the search ends when it likes.
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@contextmanager
def own_database(name: str) -> Iterator[dict[str, str]]:
    """Make the database, migrated and empty, and drop it in the end; what a process has to be told
    to use it.
    """
    connection.settings_dict["TEST"]["NAME"] = name
    original = connection.settings_dict["NAME"]
    with redirect_stdout(StringIO()):  # it reports that two caches share a table
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield addresses(name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)
        connection.creation.destroy_test_db(original, verbosity=0)


def addresses(name: str) -> dict[str, str]:
    """Where another process of Guildhall, and the peer of a comparison, find a database of the
    project's server: by TCP or a Unix socket.
    """
    parameters = connection.get_connection_params()
    host, port = parameters.get("host") or "localhost", parameters.get("port") or 5432
    password = quote(str(parameters.get("password") or ""), safe="")
    who = f"{quote(str(parameters['user']), safe='')}:{password}"
    is_socket = host.startswith("/")
    where = f"/{name}?host={quote(host)}" if is_socket else f"{host}:{port}/{name}"
    return {
        "DATABASE_URL": f"postgres://{who}@{where}",
        "PEER_DATABASE_URL": f"postgresql+asyncpg://{who}@{where}",
    }
