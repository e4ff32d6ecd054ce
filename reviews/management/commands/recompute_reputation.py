"""`manage.py recompute_reputation`: make the aggregates anew, or find those that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from reviews.services.reputation import differences, publish, recompute

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from uuid import UUID

BATCH = 500


class Command(BaseCommand):
    help = (
        "Make the reputation of everybody anew from the reviews. There is never a need to, unless "
        "rows were changed by hand. --check changes nothing, and fails when one differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="find reputations that are wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for ids in _batches():
            found = differences(ids)
            wrong += len(found)
            for line in found.values():
                self.stdout.write(line)
            if not options["check"]:
                _make_anew(list(found))
        if options["check"] and wrong:
            raise CommandError(f"{wrong} reputations are not what the reviews say.")
        said = "were set right" if wrong else "Every reputation is what the reviews say"
        self.stdout.write(f"{wrong} {said}." if wrong else f"{said}.")


def _make_anew(ids: list[UUID]) -> None:
    with transaction.atomic():
        for reputation in recompute(ids):
            publish(reputation)


def _batches() -> Iterator[list[UUID]]:
    """The ids of all users who were reviewed, in order, a batch at a time."""
    reviewed = User.objects.filter(reviews_received__isnull=False)
    others = User.objects.filter(reputation__isnull=False)
    ids = (reviewed | others).order_by("pk").distinct().values_list("pk", flat=True)
    after = None
    while batch := list((ids.filter(pk__gt=after) if after else ids)[:BATCH]):
        yield batch
        after = batch[-1]
