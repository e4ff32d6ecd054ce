"""A database of its own with so many made-up freelancers, and the indexes of its texts."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from benchmarks.own_database import addresses
from benchmarks.search import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.indexer import Source

PREFIX = "bench_search"
FOLDER = Path(gettempdir()) / PREFIX


@dataclass(frozen=True)
class Built:
    """An index that was made."""

    entries: int
    segments: int
    size: int
    """Bytes on the disk."""

    seconds: float
    cpu_seconds: float
    """Of the processes that build it, without PostgreSQL's."""


@dataclass
class Filled:
    """How the data was made: nothing of what was there already."""

    seconds: float | None = None
    indexes: dict[str, Built] = field(default_factory=dict)


@contextmanager
def filled_database(
    size: int, *, is_kept: bool, is_built: bool = False, is_indexed: bool = True
) -> Iterator[Filled]:
    """A database of its own with so many made-up freelancers, and projects and indexes besides,
    which are built anew if they are to be. The indexes are this process's: one that is told of the
    database by its address takes it for another, and makes its own.
    """
    from django.db import connection

    original, name = connection.settings_dict["NAME"], f"{PREFIX}_{size}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = cursor.fetchone() is not None
        if not is_there:
            cursor.execute(f"CREATE DATABASE {name}")
    _connect_to(name, FOLDER / name)
    filled = Filled()
    try:
        if not is_there:
            filled.seconds = _fill(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        if is_indexed:
            filled.indexes = _built_indexes(anew=is_built)
        yield filled
    finally:
        _connect_to(original, FOLDER / original)
        if not is_kept:
            shutil.rmtree(FOLDER / name, ignore_errors=True)
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _fill(size: int) -> float:
    """Answers the seconds that making the freelancers took."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("import_skills", verbosity=0)
    call_command("import_occupations", verbosity=0)
    begun = time.monotonic()
    call_command("seed", profiles=size, verbosity=0)
    taken = time.monotonic() - begun
    matching.make_projects(size)
    return taken


def _built_indexes(*, anew: bool) -> dict[str, Built]:
    """Make those that are not there, as the process does that writes them."""
    from search.serving import place_of, registered

    return {
        name: built
        for name, served in registered().items()
        if anew or place_of(served.source).current() is None
        for built in [build(served.source)]
    }


def build(source: Source) -> Built:
    """Make the index, beside the one that is there."""
    from search.health import condition
    from search.indexer import Indexer
    from search.serving import place_of

    place = place_of(source)
    begun, cpu = time.monotonic(), sum(os.times()[:4])
    indexer = Indexer(source, place)
    indexer.rebuild()
    taken, cpu = time.monotonic() - begun, sum(os.times()[:4]) - cpu
    path = place.current()
    assert indexer.index is not None
    assert path is not None
    found = condition(indexer.index, source, path)
    return Built(found.entries, found.segments, found.size, taken, cpu)


def _connect_to(name: str, folder: Path) -> None:
    """Work on another database and its indexes, in the processes that are started from here as
    well.
    """
    from django.conf import settings
    from django.db import connection

    from profiles.search.vocabulary import vocabulary
    from search.serving import registered

    connection.close()
    connection.settings_dict["NAME"] = name
    settings.SEARCH_FOLDER = str(folder)
    os.environ |= {
        "DATABASE_URL": addresses(name)["DATABASE_URL"],
        "SEARCH_FOLDER": str(folder),
    }
    vocabulary.forget()
    for served in registered().values():
        served.forget()
