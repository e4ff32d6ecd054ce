"""`manage.py index_search`: keep this machine's indexes of texts up to date."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from django.core.management import BaseCommand

from foundation import feed
from search.indexer import Indexer
from search.serving import place_of, registered
from search.writing import keep_up_to_date

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from search.indexer import Source


class Command(BaseCommand):
    help = (
        "Write the indexes that texts are searched in, for the web processes of this machine, "
        "until stopped. With SEARCH_INDEXER=command; otherwise a web process does it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="build them anew beside those that serve; end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [served.source for served in registered().values()]
        if options["rebuild"]:
            for source in sources:
                self._rebuild(source)
        else:
            _keep_up_to_date(sources)

    def _rebuild(self, source: Source) -> None:
        name, place = source.declaration.name, place_of(source)
        with place.alone() as is_mine:
            if is_mine:
                self.stdout.write(f"{name}: {Indexer(source, place).rebuild()} entries.")
                return
        feed.note(source.topic, [feed.EVERYTHING])
        self.stdout.write(
            f"{name}: the process that writes the index builds it anew, as on every machine."
        )


def _keep_up_to_date(sources: list[Source]) -> None:
    """Each by a thread of its own: one that is being built keeps no other one waiting."""
    ending = Event()
    threads = [
        Thread(
            target=keep_up_to_date,
            args=(source, place_of(source)),
            kwargs={"ending": ending},
            name=f"search {source.declaration.name}",
            daemon=True,
        )
        for source in sources
    ]
    for thread in threads:
        thread.start()
    with suppress(KeyboardInterrupt):
        for thread in threads:
            thread.join()
    ending.set()
