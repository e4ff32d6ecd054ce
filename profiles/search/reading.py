"""How texts are read: the same for what is searched and for what is asked."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from search.words import Normaliser

STARTER_SET = Path(__file__).parent.parent / "data" / "skills.csv"


@cache
def normaliser() -> Normaliser:
    """Reads texts with the terms of the starter set: the same wherever the product runs."""
    with STARTER_SET.open(newline="") as file:
        rows = [*csv.DictReader(file)]
    return Normaliser.of(
        name for row in rows for name in (row["name"], *row["aliases"].split("|")) if name
    )
