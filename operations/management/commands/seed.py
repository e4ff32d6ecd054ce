"""`manage.py seed`: believable freelancers, up to a million, for development and measurement."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError, call_command
from tqdm import tqdm

from accounts.models import User
from profiles.models import Skill
from profiles.seeding.loading import seed

if TYPE_CHECKING:
    from argparse import ArgumentParser

MOST = 1_000_000


class Command(BaseCommand):
    help = "Add made-up freelancers; the same ones for the same --random-state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profiles", type=int, required=True, help=f"how many, up to {MOST}")
        parser.add_argument("--random-state", type=int, default=1)
        parser.add_argument("--processes", type=int, default=min(4, os.cpu_count() or 1))

    def handle(self, *args: Any, **options: Any) -> None:
        number, random_state = options["profiles"], options["random_state"]
        if not 1 <= number <= MOST:
            raise CommandError(f"--profiles is 1 to {MOST}.")
        if User.objects.with_email(f"person-{random_state}-0@seed.example").exists():
            raise CommandError(
                f"The people of --random-state {random_state} are there; name another."
            )
        if not Skill.objects.accepted().exists():
            call_command("import_skills", verbosity=0)
            call_command("import_occupations", verbosity=0)
        with tqdm(total=number, unit="profile", disable=not options["verbosity"] or None) as bar:
            seed(
                profiles=number,
                random_state=random_state,
                processes=options["processes"],
                progress=bar.update,
            )
