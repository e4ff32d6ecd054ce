"""`manage.py index_search`: keep this machine's index of freelancers up to date."""

from __future__ import annotations

from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand

from foundation import feed
from profiles.search.index import profile_index
from search.indexer import Indexer
from search.serving import place_of
from search.writing import keep_up_to_date

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
        place = place_of(source)
        if not options["rebuild"]:
            with suppress(KeyboardInterrupt):
                keep_up_to_date(source, place, ending=Event())
            return
        with place.alone() as is_mine:
            if is_mine:
                number = Indexer(source, place).rebuild()
                self.stdout.write(f"{number} freelancers are in the index.")
                return
        feed.note(source.topic, [feed.EVERYTHING])
        self.stdout.write("The process that writes the index builds it anew, as on every machine.")
