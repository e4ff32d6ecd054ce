"""A database of its own, with some people in it."""

from __future__ import annotations

from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import connection

from profiles.tests.factories import seed_people

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "fuzz_guildhall"
PEOPLE = 30


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Make the database on the project's own server, and drop it in the end; what a process has to
    be told to use it.
    """
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    original = connection.settings_dict["NAME"]
    with redirect_stdout(StringIO()):  # it reports that two caches share a table
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        seed_people(PEOPLE)
        yield _environment()
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _environment() -> dict[str, str]:
    """Where both servers of a comparison find the database, by TCP or by a Unix socket."""
    parameters = connection.get_connection_params()
    host, port = parameters.get("host") or "localhost", parameters.get("port") or 5432
    password = quote(str(parameters.get("password") or ""), safe="")
    who = f"{quote(str(parameters['user']), safe='')}:{password}"
    is_socket = host.startswith("/")
    where = f"/{DATABASE}?host={quote(host)}" if is_socket else f"{host}:{port}/{DATABASE}"
    return {
        "DATABASE_URL": f"postgres://{who}@{where}",
        "PEER_DATABASE_URL": f"postgresql+asyncpg://{who}@{where}",
    }
