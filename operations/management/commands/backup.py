"""`manage.py backup FOLDER`: database and files, in a folder that is made for it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from operations.backup import ThroughPooler, back_up

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Back up the database and the files of both storages (docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="is made; must not be there")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            back_up(options["folder"])
        except ThroughPooler as error:
            raise CommandError(str(error)) from error
        except FileExistsError as error:
            raise CommandError(f"{options['folder']} is there already.") from error
        except FileNotFoundError as error:
            raise CommandError("pg_dump is not installed: postgresql-client.") from error
        except subprocess.CalledProcessError as error:
            raise CommandError("pg_dump failed; it says why above.") from error
        self.stdout.write(f"Backed up to {options['folder']}.")
