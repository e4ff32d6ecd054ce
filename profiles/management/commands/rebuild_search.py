"""`manage.py rebuild_search`: make the search entries anew, or find those that are wrong."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from foundation import feed
from profiles.models import Profile, SearchEntry
from profiles.search.mirror import differing, mirror
from profiles.services.profile import name_cities_anew
from search.health import differences
from search.serving import registered

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from search.indexer import Source
    from search.tantivy_index import TantivyIndex

BATCH = 1_000
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Make every search entry anew, in batches; run it daily, so that quality knows how recent "
        "people's activity is. Stopped, it goes on with --after. --check changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="find entries that are wrong")
        parser.add_argument("--after", type=UUID, help="go on behind this profile")

    def handle(self, *args: Any, **options: Any) -> None:
        batches = tqdm(
            _batches(options["after"]),
            unit="batch",
            total=Profile.objects.count() // BATCH + 1,
            disable=not options["verbosity"] or None,
        )
        if options["check"]:
            self._check(batches)
            return
        name_cities_anew()
        last = options["after"]
        try:
            for ids in batches:
                _rebuild(ids)
                last = ids[-1]
        except KeyboardInterrupt as error:
            raise CommandError(f"Stopped. Go on with --after {last}") from error
        for served in registered().values():
            feed.note(served.source.topic, [feed.EVERYTHING])
        self.stdout.write(f"{SearchEntry.objects.count()} search entries are up to date.")

    def _check(self, batches: Iterator[list[UUID]]) -> None:
        """Each stretch of ids, and what is left over behind the last."""
        wrong: list[UUID] = []
        after = None
        for ids in batches:
            wrong += differing(after, ids[-1])
            after = ids[-1]
        wrong += differing(after)
        for profile_id in wrong[:SHOWN]:
            self.stderr.write(f"differs: {profile_id}")
        if wrong:
            raise CommandError(f"{len(wrong)} search entries differ from their sources.")
        self.stdout.write("Every search entry is what its sources say.")
        self._check_indexes()

    def _check_indexes(self) -> None:
        """Those of this machine, as far as it has them."""
        indexes = {name: (served, served.index()) for name, served in registered().items()}
        if missing := [name for name, (_served, index) in indexes.items() if index is None]:
            self.stdout.write(f"This machine has no index of texts: {', '.join(missing)}.")
        number = sum(
            self._count_differences(name, served.source, index)
            for name, (served, index) in indexes.items()
            if index is not None
        )
        if number:
            raise CommandError(
                f"{number} entries of the index differ: manage.py index_search --rebuild"
            )
        if len(missing) < len(indexes):
            self.stdout.write("Every entry of the index is what the database says.")

    def _count_differences(self, name: str, source: Source, index: TantivyIndex) -> int:
        changes, seconds = feed.behind(source.topic, index.position or 0)
        if changes:
            self.stdout.write(f"{name}: the index has {changes} changes to read, {seconds:.0f} s.")
        found = differences(index, source)
        for kind, row_id in islice(found.named(), SHOWN):
            self.stderr.write(f"{name}: {kind} in the index: {row_id}")
        return len(found)


def _batches(after: UUID | None) -> Iterator[list[UUID]]:
    """The ids of all profiles in order, a batch at a time."""
    while True:
        profiles = Profile.objects.order_by("pk")
        if after:
            profiles = profiles.filter(pk__gt=after)
        ids = list(profiles.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        yield ids
        after = ids[-1]


def _rebuild(ids: list[UUID]) -> None:
    with transaction.atomic():
        list(Profile.objects.lock().filter(pk__in=ids).order_by("pk").values_list("pk"))
        mirror(ids, is_noted=False)
