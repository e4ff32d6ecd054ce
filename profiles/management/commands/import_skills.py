"""`manage.py import_skills`: our own starter set, O*NET's Technology Skills, or ESCO's skills."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from tqdm import tqdm

from profiles.services.skill_import import import_skills
from profiles.skill_sources import UnknownFormat, read_records

if TYPE_CHECKING:
    from argparse import ArgumentParser

STARTER_SET = Path(__file__).parents[2] / "data" / "skills.csv"
SHOWN = 10


class Command(BaseCommand):
    help = (
        "Add skills to the vocabulary. Reads our own CSV (the starter set unless files are named), "
        "O*NET's 'Technology Skills.txt' and ESCO's 'skills_*.csv'. May be run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, default=[STARTER_SET])

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            self._import(path, is_quiet=not options["verbosity"])

    def _import(self, path: Path, *, is_quiet: bool) -> None:
        try:
            # A source names a skill once for each occupation: what is the same is read once.
            records = list(dict.fromkeys(read_records(path)))
        except (OSError, UnicodeDecodeError, UnknownFormat) as error:
            raise CommandError(str(error)) from error
        with tqdm(total=len(records), unit="skill", disable=is_quiet or None) as bar:
            report = import_skills(records, bar.update)
        if is_quiet:
            return
        self.stdout.write(
            f"{path.name}: {report.added} added, {report.merged} merged into known ones, "
            f"{report.skipped} skipped (nothing new); {report.aliases_added} other names added."
        )
        if taken := report.aliases_taken:
            shown = ", ".join(taken[:SHOWN]) + (", …" if len(taken) > SHOWN else "")
            self.stdout.write(f"{len(taken)} names stayed with the skills that have them: {shown}")
