"""Where occupations are imported from: files of our own form, one row for each occupation."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGES = ("en", "de", "hi")
"""Columns of names, many in one cell with | between them. Hindi is in Latin letters."""

TWO_NAMES = re.compile(r"([^()]+) \(([^()]+)\)")  # User Experience Designer (UX Designer)


@dataclass(frozen=True)
class OccupationRecord:
    """An occupation as a file has it, or more about one that another file names."""

    slug: str
    name: str
    code: str
    names: tuple[tuple[str, str], ...]
    """Its other names, each behind its language."""

    skills: tuple[str, ...]
    related: tuple[str, ...]
    """Slugs of skills, and of occupations."""


class UnknownOccupationFormat(Exception):
    """The file has not the columns of ours."""


def read_occupations(path: Path) -> Iterator[OccupationRecord]:
    """The occupations of a file. Raises UnknownOccupationFormat."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"slug", "name"} <= {*(reader.fieldnames or ())}:
            raise UnknownOccupationFormat(f"{path.name} has no columns slug and name.")
        for row in reader:
            names = ((one, name) for one in LANGUAGES for name in _names(row.get(one)))
            yield OccupationRecord(
                slug=row["slug"],
                name=row["name"],
                code=row.get("code") or "",
                names=tuple(names),
                skills=_many(row.get("skills")),
                related=_many(row.get("related")),
            )


def _names(cell: str | None) -> Iterator[str]:
    """The names in a cell; one with another behind it in brackets is two."""
    for name in _many(cell):
        two = TWO_NAMES.fullmatch(name)
        yield from two.groups() if two else (name,)


def _many(cell: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (cell or "").split("|")))
