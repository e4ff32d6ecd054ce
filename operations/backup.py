"""A back-up in one folder: the database as PostgreSQL's own dump, and the files of both storages.

For sites whose dump takes minutes. Larger ones archive PostgreSQL's log (docs/operations.md).
Storages other than folders are backed up where they are.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from psycopg.conninfo import make_conninfo

from foundation import feed

if TYPE_CHECKING:
    from collections.abc import Iterator

DUMP = "database.dump"
# What of a connection's parameters is libpq's, and no secret.
ADDRESS = frozenset(
    (
        *("host", "port", "user", "dbname", "service", "passfile"),
        *("sslmode", "sslrootcert", "sslcert", "sslkey"),
    )
)
# Accounts, CVs and hashes: for nobody but who made it.
PRIVATE = 0o077


class DatabaseNotEmpty(Exception):
    """A restore would mix with what is there."""


class ThroughPooler(Exception):
    """pg_dump's settings, an empty search path among them, would stay with a connection that others
    get next: their queries would find no table.
    """


def back_up(folder: Path) -> None:
    """Write a back-up into a folder that is not there yet.

    The database comes first: what is uploaded in between is then merely superfluous.

    Raises ThroughPooler.
    """
    _refuse_pooler()
    before = os.umask(PRIVATE)
    try:
        folder.mkdir(parents=True)
        run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={folder / DUMP}")
        for alias, root in _folders():
            with tarfile.open(folder / f"{alias}.tar.gz", "w:gz") as archive:
                if root.exists():
                    archive.add(root, arcname=".")
    finally:
        os.umask(before)


def _refuse_pooler() -> None:
    if settings.DATABASE_POOLER:
        raise ThroughPooler(
            "Not through a pooler: name PostgreSQL itself in DATABASE_URL, and leave "
            "DATABASE_POOLER empty."
        )


def restore(folder: Path) -> None:
    """Put a back-up into an empty database and the storages' folders. All of the database or none.

    Raises DatabaseNotEmpty and ThroughPooler.
    """
    _refuse_pooler()
    if connection.introspection.table_names():
        raise DatabaseNotEmpty
    connection.close()
    options = ("--exit-on-error", "--single-transaction", "--no-owner")
    run_postgresql("pg_restore", *options, str(folder / DUMP))
    for alias, root in _folders():
        with tarfile.open(folder / f"{alias}.tar.gz") as archive:
            root.mkdir(parents=True, exist_ok=True, mode=0o700 if alias == "private" else 0o755)
            archive.extractall(root, filter="data")
    if "foundation_feedstate" in connection.introspection.table_names():
        feed.begin_anew()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a dump holds no statistics: the planner would guess


def run_postgresql(program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on our database. The password goes by the environment, where
    other users of the machine cannot read it.
    """
    (psql, *_where), _secrets = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    known = {
        name: str(value) for name, value in connection.get_connection_params().items() if value
    }
    where = make_conninfo(**{name: known[name] for name in ADDRESS & known.keys()})
    secrets = {"PGPASSWORD": known["password"]} if "password" in known else {}
    command = [str(Path(psql).with_name(program)), f"--dbname={where}", *options]
    subprocess.run(command, check=True, env=os.environ | secrets)  # noqa: S603 - as above


def _folders() -> Iterator[tuple[str, Path]]:
    """Where each storage keeps its files, of those that are folders."""
    for alias in ("default", "private"):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            yield alias, Path(storage.location)
