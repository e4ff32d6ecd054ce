"""The PostgreSQL server and what it is set to. Each finding names the statement that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 150000  # PostgreSQL 15, in its own notation
FULL = 0.8  # of max_connections
HALF_WAY = 1_000_000_000  # transactions, of those that PostgreSQL can tell apart
MIGRATE = "python manage.py migrate"
# What must be as it is, and what breaks otherwise.
NEEDED = {
    "TimeZone": ("UTC", "Days begin at another time than the application believes."),
    "default_transaction_isolation": (
        "read committed",
        "Limits and row locks rest on it; elsewhere, requests fail that should wait.",
    ),
    "server_encoding": ("UTF8", "Names and texts of most languages cannot be stored."),
    "jit": ("off", "Small queries are compiled, which takes longer than they do."),
    "autovacuum": (
        "on",
        "Dead rows are never cleared away: all gets slower, and in the end stops.",
    ),
    "track_counts": ("on", "Autovacuum does not know what to clear away."),
    "track_io_timing": ("on", "Nobody can tell whether a slow query waited for the disk."),
    "fsync": ("on", "A power failure can destroy the whole database."),
    "full_page_writes": ("on", "A power failure can destroy pages of it."),
}
OF_THE_SESSION = {"TimeZone", "jit"}
OF_THE_CLUSTER = {"server_encoding"}


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


@check("database", looks_outside=True)
def reachable() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except Exception as error:  # psycopg's own, or the embedded server's
        yield Finding(
            "E031",
            f"The database does not answer ({type(error).__name__}).",
            "Nothing works without it; most other checks were left out.",
            "Start PostgreSQL, or mend DATABASE_URL: host, port, user, password, name.",
        )


@check("database", needs_database=True)
def version() -> Iterator[Finding]:
    ((number,),) = rows("SELECT current_setting('server_version_num')::int")
    if number < OLDEST:
        yield Finding(
            "W032",
            f"PostgreSQL is version {number // 10000}.",
            "Guildhall is tested on 15 and later.",
            "pg_upgrade, or dump and restore into a newer server (docs/operations.md).",
        )


@check("database", needs_database=True)
def server_settings() -> Iterator[Finding]:
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
    for name, found in rows(query, list(NEEDED)):
        value, why = NEEDED[name]
        if found != value:
            yield Finding("W033", f"{name} is {found}, not {value}.", why, _way_to(name, value))


def _way_to(name: str, value: str) -> str:
    if name in OF_THE_CLUSTER:
        return (
            "Make the database anew WITH ENCODING 'UTF8' TEMPLATE template0, and restore into it."
        )
    if name in OF_THE_SESSION:
        return (
            "DATABASE_SESSION_OPTIONS was emptied, or a pooler drops it: "
            f"ALTER ROLE {settings.DATABASES['default'].get('USER') or 'guildhall'} "
            f"SET {name} = '{value}';"
        )
    return f"ALTER SYSTEM SET {name} = '{value}'; SELECT pg_reload_conf();"


@check("database", needs_database=True)
def connections_left() -> Iterator[Finding]:
    ((used, most),) = rows(
        "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity "
        "WHERE backend_type = 'client backend'"
    )
    if used > FULL * most:
        yield Finding(
            "W034",
            f"{used} of {most} connections are in use.",
            "Requests that get none are answered with 503.",
            "ALTER SYSTEM SET max_connections = 200; and restart PostgreSQL; or put PgBouncer in "
            "front (docs/scaling.md).",
        )


@check("database", needs_database=True)
def collation() -> Iterator[Finding]:
    ((name, is_stale),) = rows(
        "SELECT datname, datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid) "
        "FROM pg_database WHERE datname = current_database()"
    )
    if is_stale:
        yield Finding(
            "W035",
            "The system's sort order has changed since the database was made.",
            "Indexes on text may miss rows, and unique ones let the same name in twice.",
            f'REINDEX DATABASE "{name}"; ALTER DATABASE "{name}" REFRESH COLLATION VERSION;',
        )


@check("database", needs_database=True)
def transaction_ids() -> Iterator[Finding]:
    ((age,),) = rows("SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()")
    if age > HALF_WAY:
        yield Finding(
            "W036",
            f"The oldest transaction is {age:,} transactions old.",
            "At 2,000,000,000 PostgreSQL stops taking writes.",
            "VACUUM (FREEZE); and find what holds it back: pg_stat_activity.backend_xmin, "
            "pg_prepared_xacts, pg_replication_slots.",
        )
