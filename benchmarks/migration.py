"""A rehearsal: the safe ways of changing a big table, while people read and write it.

    DATABASE_URL=postgres://... python -m benchmarks.migration [--profiles 1000000] [--keep]

Makes a database of so many profiles on that server, runs Guildhall on it under traffic, changes the
table of profiles step by step (docs/migrations.md), and prints for each step what the traffic felt.
In the end, for comparison, an index that is built the plain way. Ends with status 1 when a safe
step holds a write up, or a request failed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import django

from benchmarks.servers import guildhall
from benchmarks.traffic import ENVIRONMENT, Figures, traffic

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.traffic import Traffic

TABLE = "profiles_profile"
COMPARED = "*for comparison:*"
LONGEST_HOLD_MILLISECONDS = 1_000  # beyond the longest write of the quiet seconds
LOCK_TIMEOUT = "2s"  # that of manage.py migrate
BATCH = 1_000
BACKFILL = f"""
    WITH batch AS (
        SELECT user_id FROM {TABLE} WHERE user_id > %s ORDER BY user_id LIMIT {BATCH}
    ), changed AS (
        UPDATE {TABLE} SET rehearsed_place = city || ', ' || country
        FROM batch WHERE {TABLE}.user_id = batch.user_id
    )
    SELECT user_id FROM batch ORDER BY user_id DESC LIMIT 1
"""
UNDO = f"""
    ALTER TABLE {TABLE} DROP COLUMN IF EXISTS rehearsed_count,
        DROP COLUMN IF EXISTS rehearsed_place;
    DROP INDEX IF EXISTS rehearsed_index, rehearsed_plain_index
"""


@dataclass(frozen=True)
class Step:
    """One change, what it took, and what the traffic felt of it."""

    name: str
    seconds: float
    figures: Figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profiles", type=int, default=1_000_000)
    parser.add_argument("--quiet-seconds", type=float, default=10, help="of traffic before")
    parser.add_argument("--keep", action="store_true", help="keep the database for the next run")
    arguments = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("Name a server in DATABASE_URL; docs/scaling.md says how to start one.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {"DEBUG": "true", "LOG_LEVEL": "ERROR"}
    django.setup()

    from django.core.management import call_command

    from benchmarks.search.database import filled_database

    with filled_database(arguments.profiles, is_kept=arguments.keep):
        call_command("createcachetable")
        _run(UNDO)
        environment = ENVIRONMENT | {"DEBUG": "false"}
        try:
            with guildhall(environment) as server, traffic(server.url) as asked:
                steps = rehearsed(asked, arguments.quiet_seconds)
        finally:
            _run(UNDO)
    report(arguments.profiles, steps)


def rehearsed(asked: Traffic, quiet_seconds: float) -> list[Step]:
    """Each step in turn."""
    steps = []
    for name, change in changes(quiet_seconds):
        time.sleep(0.5)
        started = time.monotonic()
        change()
        seconds = time.monotonic() - started
        time.sleep(0.5)  # for those who waited
        steps.append(Step(name, seconds, asked.since(started)))
    return steps


def changes(quiet_seconds: float) -> list[tuple[str, Callable[[], object]]]:
    from django.contrib.postgres.operations import (
        AddConstraintNotValid,
        AddIndexConcurrently,
        ValidateConstraint,
    )
    from django.db.migrations import AddField, AlterField, RemoveConstraint, RunSQL
    from django.db.models import CheckConstraint, Index, IntegerField, Q, TextField

    place = CheckConstraint(condition=Q(rehearsed_place__isnull=False), name="rehearsed_place_is")
    not_null = f"ALTER TABLE {TABLE} ALTER COLUMN rehearsed_place SET NOT NULL"
    index = Index(fields=["country", "city_key"], name="rehearsed_index")
    field, default = TextField(null=True), TextField(null=True, db_default="")
    state = State()
    return [
        ("before, nothing is changed", lambda: time.sleep(quiet_seconds)),
        (
            "a column with a default",
            lambda: state.apply(AddField("profile", "rehearsed_count", IntegerField(db_default=0))),
        ),
        (
            "a nullable column, then its default",
            lambda: state.apply(
                AddField("profile", "rehearsed_place", field),
                AlterField("profile", "rehearsed_place", default),
            ),
        ),
        (f"backfill, {BATCH:,} rows at a time", backfill),
        ("a check, not valid yet", lambda: state.apply(AddConstraintNotValid("profile", place))),
        ("the check is validated", lambda: state.apply(ValidateConstraint("profile", place.name))),
        (
            "NOT NULL by the check, which goes",
            lambda: state.apply(RunSQL(not_null), RemoveConstraint("profile", place.name)),
        ),
        (
            "an index, concurrently",
            lambda: state.apply(AddIndexConcurrently("profile", index), atomic=False),
        ),
        (
            f"{COMPARED} an index, the plain way",
            lambda: _run(f"CREATE INDEX rehearsed_plain_index ON {TABLE} (country, city_key)"),
        ),
    ]


class State:
    """The models as the steps so far have left them."""

    def __init__(self) -> None:
        from django.db import connection
        from django.db.migrations.loader import MigrationLoader

        self.state = MigrationLoader(connection).project_state()

    def apply(self, *operations: Any, atomic: bool = True) -> None:
        """A migration of `profiles` with these operations."""
        from django.db import connection
        from django.db.migrations import Migration

        _run(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        migration = Migration("rehearsed", "profiles")
        migration.operations, migration.atomic = list(operations), atomic
        with connection.schema_editor(atomic=atomic) as editor:
            self.state = migration.apply(self.state, editor)


def backfill() -> None:
    """Each batch is a transaction of its own. It rests as long as it took: half of the time is the
    traffic's, and replicas keep up.
    """
    from django.db import connection

    last = "00000000-0000-0000-0000-000000000000"
    while True:
        started = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(BACKFILL, [last])
            row = cursor.fetchone()
        if row is None:
            return
        last = row[0]
        time.sleep(time.monotonic() - started)


def _run(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in sql.split(";"):
            cursor.execute(statement)


def report(profiles: int, steps: list[Step]) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"{profiles:,} profiles\n")
    print("| step | took, s | requests | p50, ms | p99, ms | longest read, write, ms | errors |")
    print("|---|---|---|---|---|---|---|")
    for step in steps:
        f = step.figures
        print(
            f"| {step.name} | {step.seconds:.2f} | {f.requests:,} | {f.p50:.1f} | {f.p99:.0f} "
            f"| {f.longest_read:.0f}, {f.longest_write:.0f} | {f.errors} |"
        )
    if sum(step.figures.errors for step in steps):
        sys.exit("Requests failed.")
    quiet, *changed = (step for step in steps if not step.name.startswith(COMPARED))
    most = quiet.figures.longest_write + LONGEST_HOLD_MILLISECONDS
    if holding := [step.name for step in changed if step.figures.longest_write > most]:
        sys.exit(f"A write waited for more than {most:.0f} ms: {', '.join(holding)}.")


if __name__ == "__main__":
    main()
