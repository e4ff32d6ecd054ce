"""`manage.py tour`: the whole story against a running server, such as that of `make demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from operations.tour import Astray, Tour

if TYPE_CHECKING:
    from argparse import ArgumentParser

CV = Path(settings.BASE_DIR) / "benchmarks" / "cvs" / "two-pages.pdf"


class Command(BaseCommand):
    help = "Tell the whole story against a running server; fails where it goes otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
        parser.add_argument("--cv", type=Path, default=CV, help="a CV with Python and Django")

    def handle(self, *args: Any, **options: Any) -> None:
        tour = Tour(
            address=options["address"].rstrip("/"),
            cv=options["cv"],
            say=self.say,
            read_code=lambda phone: input(f"The code that the server sent to {phone}: ").strip(),
        )
        try:
            tour.walk()
        except Astray as error:
            raise CommandError(str(error)) from error
        self.stdout.write("That is the whole story.")

    def say(self, text: str) -> None:
        """Print a line at once: whoever types the code reads along."""
        self.stdout.write(text)
        self.stdout.flush()
