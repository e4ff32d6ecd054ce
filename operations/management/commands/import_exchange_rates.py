"""`manage.py import_exchange_rates`: amounts of different currencies can be compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from foundation.exchange.files import MAX_BYTES, MalformedRates
from foundation.exchange.importing import import_rates

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Load exchange rates, by which searches and matches compare amounts of different "
        "currencies. Reads the daily reference rates of the European Central Bank (XML or CSV) and "
        "a plain CSV of currency,rate. They replace all that were loaded; a file with a mistake "
        "changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="of a plain CSV: the day of which its rates are; today unless it is given",
        )
        parser.add_argument(
            "--base",
            type=str.upper,
            help="of a plain CSV: the currency of which one unit is worth the rates; unless it is "
            "given, the one in the file whose rate is 1",
        )
        parser.add_argument("--source", default="", help="of a plain CSV: whose rates they are")
        parser.add_argument(
            "--older", action="store_true", help="also replace rates of a later day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            loaded = import_rates(
                content,
                as_of=options["as_of"],
                base=options["base"],
                source=options["source"][:100],
                takes_older=options["older"],
            )
        except (OSError, MalformedRates) as error:
            raise CommandError(f"{path.name}: {error} Nothing was changed.") from error
        if options["verbosity"]:
            self.stdout.write(
                f"{path.name}: {len(loaded.rates)} exchange rates to {loaded.base} as of "
                f"{loaded.as_of}."
            )
