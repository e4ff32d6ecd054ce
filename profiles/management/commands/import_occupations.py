"""`manage.py import_occupations`: the vocabulary of occupations, with what else they are called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from profiles.occupation_sources import UnknownOccupationFormat, read_occupations
from profiles.services.occupation_import import import_occupations

if TYPE_CHECKING:
    from argparse import ArgumentParser

DATA = Path(__file__).parents[2] / "data"
STARTER_SET = [DATA / "occupations.csv", DATA / "trades.csv"]


class Command(BaseCommand):
    help = (
        "Add occupations and their names to the vocabulary, from CSV files of our own form (the "
        "starter set unless files are named). Import skills first. May be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, default=STARTER_SET)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            records = [one for path in options["files"] for one in read_occupations(path)]
        except (OSError, UnicodeDecodeError, UnknownOccupationFormat) as error:
            raise CommandError(str(error)) from error
        report = import_occupations(records)
        if options["verbosity"]:
            self.stdout.write(f"{report.occupations} occupations and {report.names} names added.")
