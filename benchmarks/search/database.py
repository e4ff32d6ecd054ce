"""A database of its own with so many made-up freelancers."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.own_database import addresses
from benchmarks.search import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "bench_search"


@contextmanager
def filled_database(size: int, *, is_kept: bool) -> Iterator[float | None]:
    """A database of its own with so many made-up freelancers; answers the seconds it took to make
    them, or None when they were there.
    """
    from django.core.management import call_command
    from django.db import connection

    original, name = connection.settings_dict["NAME"], f"{PREFIX}_{size}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = cursor.fetchone() is not None
        if not is_there:
            cursor.execute(f"CREATE DATABASE {name}")
    _connect_to(name)
    seconds = None
    try:
        if not is_there:
            call_command("migrate", verbosity=0)
            call_command("import_skills", verbosity=0)
            started = time.monotonic()
            call_command("seed", profiles=size)
            seconds = time.monotonic() - started
            matching.make_projects(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield seconds
    finally:
        _connect_to(original)
        if not is_kept:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


def _connect_to(name: str) -> None:
    """Work on another database, in the processes that are started from here as well."""
    from django.db import connection

    from profiles.search.ladder import statistics
    from profiles.search.vocabulary import vocabulary

    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = addresses(name)["DATABASE_URL"]
    statistics.forget()
    vocabulary.forget()
