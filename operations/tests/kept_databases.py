"""Databases that are made once and kept on the server, also for later runs of the tests.

Migrating takes six seconds and made-up people a minute; copying a database takes a tenth of a
second. Each is named after the files that it was made from, so that none is older than they are.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What is imported before the test databases have names of their own.
PREFIX = f"test_{settings.DATABASES['default']['NAME']}_kept"
ROOT = Path(settings.BASE_DIR)
# What migrations are, and what of ours they import.
SCHEMA = (
    *("*/migrations/*.py", "*/models/*.py", "foundation/**/*.py", "*/roles.py"),
    *("config/settings.py", "requirements.txt"),
)


def fingerprint(*patterns: str) -> str:
    """Another one for other contents of these files of the project."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and not {"tests", "__pycache__"} & {*path.parts}:
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def kept_database(kind: str, make: Callable[[], object], made_from: tuple[str, ...]) -> str:
    """The name of the database in which `make` was called. Others wait for the one that calls it."""
    name = f"{PREFIX}_{kind}_{fingerprint(*made_from)}"
    unfinished = f"{PREFIX}_{kind}_unfinished"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [unfinished])
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
            [f"{PREFIX}_{kind}_"],
        )
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for outdated in there:
                cursor.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            with database(unfinished):
                make()
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


@contextmanager
def database(name: str) -> Iterator[None]:
    """Everything in this process asks this database meanwhile."""
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
