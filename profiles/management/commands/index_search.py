"""`manage.py index_search`: keep this machine's index of freelancers up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand, CommandError

from profiles.search.index import profile_index
from search.indexer import Indexer
from search.serving import keep_up_to_date, place_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Write the index that texts are searched in, for the web processes of this machine, until "
        "stopped. With SEARCH_INDEXER=command; otherwise a web process does it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="build it anew beside the one that serves; end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = profile_index.source
        if not options["rebuild"]:
            keep_up_to_date(source)
            return
        with place_of(source).alone() as is_mine:
            if not is_mine:
                raise CommandError("Another process writes the index: stop it first.")
            number = Indexer(source, place_of(source)).rebuild()
        self.stdout.write(f"{number} freelancers are in the index.")
