"""How texts are read: the same for what is searched and for what is asked."""

from __future__ import annotations

import csv
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from search.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parent.parent / "data"
SKILLS = DATA / "skills.csv"
OCCUPATIONS = DATA / "occupations.csv", DATA / "trades.csv"
NAMES = ("name", "aliases", "en", "de", "hi")
"""Columns that hold names, with | between several."""


_making = threading.Lock()


def normaliser() -> Normaliser:
    """Reads texts with the words of the starter sets: the same wherever the product runs."""
    with _making:  # the first requests of a process come at once; each would make its own
        return _made()


@cache
def _made() -> Normaliser:
    occupations = (name for path in OCCUPATIONS for name in _names(path))
    return Normaliser.of(_names(SKILLS), occupations)


def _names(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column in NAMES:
                yield from (name for name in (row.get(column) or "").split("|") if name)
