"""`make bench-relevance`: does the search find the right person?

    python -m benchmarks.relevance --variants

Loads the made-up freelancers of `corpus.json` into a database of its own, asks the open half of the
queries through the API, and prints how good the answers are.
"""

from __future__ import annotations

import argparse
import os
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import django

from benchmarks.own_database import own_database
from benchmarks.relevance.corpus import Corpus, read_queries
from benchmarks.relevance.figures import HEADINGS, Answer, Judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.relevance.corpus import Query
    from benchmarks.relevance.figures import Figures

VARIANTS = ("plural", "activity", "typo", "upper", "senior", "freelance", "sentence")
Asked = tuple[str, "Callable[[Query], Answer]", dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--variants", action="store_true", help="ask the titles' variants as well")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {
        "DEBUG": "true",
        "LOG_LEVEL": "ERROR",
        "PUBLIC_THROTTLE_RATE": "1000000/s",
        "PROJECTS_PER_DAY": "1000000",
    }
    with TemporaryDirectory() as folder:
        os.environ |= {"SEARCH_FOLDER": folder, "SEARCH_INDEXER": "command"}
        django.setup()
        with own_database("bench_relevance"):
            for row in _rows(with_variants=arguments.variants):
                print("| " + " | ".join(row) + " |", flush=True)


def _rows(*, with_variants: bool) -> Iterator[tuple[str, ...]]:
    from django.core.management import call_command

    from benchmarks.relevance.asking import Asker
    from benchmarks.relevance.people import load
    from profiles.search.source import ProfileSource
    from search.indexer import Indexer
    from search.serving import place_of

    call_command("import_skills", verbosity=0)
    call_command("import_occupations", verbosity=0)
    corpus = Corpus()
    load(corpus.people)
    source = ProfileSource()
    Indexer(source, place_of(source)).rebuild()
    asker, judge = Asker(corpus.people), Judge(corpus)
    yield ("", *HEADINGS)
    yield ("---",) * (len(HEADINGS) + 1)
    for what, ask, of in _asked(asker.search, asker.match, with_variants=with_variants):
        figures: Figures = judge.figures([ask(query) for query in read_queries(**of)])
        yield (what, *figures.cells)


def _asked(
    search: Callable[[Query], Answer], match: Callable[[Query], Answer], *, with_variants: bool
) -> Iterator[Asked]:
    as_is = {"variant": "as is"}
    yield "titles that share a word", search, {"kind": "title", **as_is}
    yield "titles that share none", search, {"kind": "other title", **as_is}
    yield "descriptions", search, {"kind": "description", **as_is}
    yield "projects' matches by description", match, {"kind": "description", **as_is}
    if with_variants:
        for variant in VARIANTS:
            yield f"titles, {variant}", search, {"variant": variant}


if __name__ == "__main__":
    main()
