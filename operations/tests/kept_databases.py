"""Databases that are made once and kept on the server, also for later runs of the tests.

Migrating takes six seconds and made-up people a minute; copying a database takes a tenth of a
second. Each is named after the files that it was made from, so that none is older than they are.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.backends.utils import CursorWrapper

# What is imported before the test databases have names of their own.
PREFIX = f"test_{settings.DATABASES['default']['NAME']}_kept"
ROOT = Path(settings.BASE_DIR)
# What migrations are, and what of ours they import.
MIGRATED_FROM = (
    *("*/migrations/*.py", "*/models/*.py", "foundation/**/*.py", "*/roles.py"),
    *("config/settings.py", "requirements.txt"),
)


@cache
def fingerprint(*patterns: str) -> str:
    """Another one for other contents of these files of the project."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and not {"tests", "__pycache__"} & {*path.parts}:
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated() -> str:
    """The name of a database that has all tables, and in them what migrations put there."""
    return kept_database("migrated", _migrate, made_from=MIGRATED_FROM)


def _migrate() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)


def kept_database(
    kind: str, make: Callable[[], object], *, made_from: Sequence[str], copy_of: str = "template1"
) -> str:
    """The name of the database in which `make` was called; others wait for who calls it."""
    name = f"{PREFIX}_{kind}_{fingerprint(*made_from)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"{PREFIX}_{kind}"])
        known = _databases(cursor, f"{PREFIX}_{kind}_")
        if not known.get(name):
            for outdated in known:
                cursor.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{copy_of}"')
            with database(name):
                make()
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS 'complete'")
    return name


def _databases(cursor: CursorWrapper, prefix: str) -> dict[str, bool]:
    """The databases whose names begin so, and whether they are complete."""
    cursor.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') IS NOT NULL FROM pg_database"
        " WHERE starts_with(datname, %s)",
        [prefix],
    )
    return dict(cursor.fetchall())


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
