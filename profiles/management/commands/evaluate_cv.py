"""`manage.py evaluate_cv`: how well CVs are read, by sets that are labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cv_reader import sandbox
from cv_reader.evaluation import KINDS, SAME, Score, compare
from cv_reader.formats import detect
from profiles.models import Skill
from profiles.services.cv_reading import find_skills
from profiles.services.cv_titles import with_known_titles

if TYPE_CHECKING:
    from argparse import ArgumentParser

SETS = ("generated", "written")
LISTS = {
    "experience": "experience",
    "education": "education",
    "language": "languages",
    "link": "links",
}


class Command(BaseCommand):
    help = "Print precision and recall of reading the labelled CVs, or those of your own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folders",
            nargs="*",
            type=Path,
            help="with labels.json and the files that it names; ours unless given",
        )
        parser.add_argument("--mistakes", action="store_true", help="print each mistake as well")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Skill.objects.exists():
            raise CommandError("There are no skills: run manage.py import_skills first.")
        ours = [Path(settings.BASE_DIR) / "benchmarks" / "cvs" / name for name in SETS]
        for folder in options["folders"] or ours:
            self.evaluate(folder, mistakes=options["mistakes"])

    def evaluate(self, folder: Path, *, mistakes: bool) -> None:
        """Read all files of a set and print its scores."""
        labels = json.loads((folder / "labels.json").read_text())
        scores = {kind: Score() for kind in KINDS}
        for label in labels:
            found = read(folder / label["file"])
            for kind, score in scores.items():
                before = len(score.wrong), len(score.missed)
                compare(score, found[kind], label[kind], SAME[kind])
                if mistakes:
                    self.show(label["file"], kind, score, before)
        self.stdout.write(f"{folder.name}: {len(labels)} CVs")
        for kind, score in scores.items():
            self.stdout.write(
                f"  {kind:11} precision {score.precision:.3f}  recall {score.recall:.3f}"
                f"  ({score.right} right of {score.found} found and {score.there} there)"
            )

    def show(self, name: str, kind: str, score: Score, before: tuple[int, int]) -> None:
        for one in score.wrong[before[0] :]:
            self.stdout.write(f"{name}: {kind}, wrong: {one}")
        for one in score.missed[before[1] :]:
            self.stdout.write(f"{name}: {kind}, missed: {one}")


def read(path: Path) -> dict[str, list[Any]]:
    """What a file says, in the terms of the labels."""
    content = path.read_bytes()
    reading = sandbox.read(content, detect(content) or "txt")
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    found["skills"] = [finding.value["slug"] for finding in find_skills(reading)]
    for finding in with_known_titles(reading.findings):
        if finding.kind in LISTS:
            value: Any = finding.value.get(finding.kind) or finding.value.get("url")
            found[LISTS[finding.kind]].append(value or finding.value)
    return found
