"""`manage.py migrate`, which never makes traffic wait for long.

A statement that needs a table's lock and does not get it stands in line, and everything that comes
after stands behind it. So it gives up after a moment: the migration is rolled back, and can be run
again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

if TYPE_CHECKING:
    from argparse import ArgumentParser

LOCK_TIMEOUT = "2s"


class Command(migrate.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)  # type: ignore[arg-type]  # the stubs want a subclass
        parser.add_argument(
            "--lock-timeout",
            default=LOCK_TIMEOUT,
            help=f"how long a statement waits for a lock, {LOCK_TIMEOUT} by default; 0: for ever",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if settings.DATABASE_POOLER:  # the setting would stay with somebody else's connection
            self.stderr.write(
                "Through a pooler, nothing limits how long a migration waits for a lock. Name "
                "PostgreSQL itself in DATABASE_URL, and leave DATABASE_POOLER empty."
            )
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false)", [options["lock_timeout"]]
            )
        try:
            super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout TO DEFAULT")
