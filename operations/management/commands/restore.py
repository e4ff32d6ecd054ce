"""`manage.py restore FOLDER`: what `backup` wrote, into an empty database."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from operations.backup import DUMP, DatabaseNotEmpty, ThroughPooler, restore

if TYPE_CHECKING:
    from argparse import ArgumentParser

AFTERWARDS = """Restored. Now, in this order:
  python manage.py migrate                        (if this version is newer)
  python manage.py erase_account --again FILE     (who was erased since the back-up)
  python manage.py recompute_reputation --check   (every one equals its reviews)
  python manage.py rebuild_search                 (search is as of today)
  python manage.py doctor                         (nothing else is wrong)"""


class Command(BaseCommand):
    help = "Restore a back-up into an empty database (docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        if not (folder / DUMP).is_file():
            raise CommandError(f"{folder} holds no back-up.")
        try:
            restore(folder)
        except ThroughPooler as error:
            raise CommandError(str(error)) from error
        except DatabaseNotEmpty as error:
            raise CommandError("The database is not empty: restore into a new one.") from error
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename} is missing.") from error
        except subprocess.CalledProcessError as error:
            raise CommandError("pg_restore failed, and changed nothing.") from error
        self.stdout.write(AFTERWARDS)
