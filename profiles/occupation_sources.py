"""Where occupations are imported from: files of our own form, one row for each occupation."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LANGUAGES = ("en", "de", "hi")
"""Columns of names, many in one cell with | between them. Hindi is in Latin letters."""


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
            names = ((one, name) for one in LANGUAGES for name in _many(row.get(one)))
            yield OccupationRecord(
                slug=row["slug"],
                name=row["name"],
                code=row.get("code") or "",
                names=tuple(names),
                skills=_many(row.get("skills")),
                related=_many(row.get("related")),
            )


def _many(cell: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (cell or "").split("|")))
