"""Where skills are imported from: files of our own form, of O*NET and of ESCO."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.models import SkillKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LONGEST_NAME = 80
# `Extensible markup language XML`, `Human resource information system (HRIS)`
WITH_ACRONYM = re.compile(r"^(?P<name>.*\w)\s+\(?(?P<acronym>[A-Z][A-Z0-9]{1,7})\)?$")


@dataclass(frozen=True)
class Record:
    """A skill as a source has it. A parent is named; one that is unknown is made as well."""

    name: str
    slug: str = ""
    kind: str = SkillKind.OTHER
    parent: str = ""
    aliases: tuple[str, ...] = ()


class UnknownFormat(Exception):
    """The file is none of those that can be read."""


def read_records(path: Path) -> Iterator[Record]:
    """The skills of a file, whose first line says what it is. Raises UnknownFormat."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first_line = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter="\t" if "\t" in first_line else ",")
        for column, read in FORMATS.items():
            if column in (reader.fieldnames or ()):
                yield from (record for row in reader if (record := read(row)))
                return
    raise UnknownFormat(f"{path.name} is neither ours nor O*NET's nor ESCO's.")


def _own(row: Mapping[str, str]) -> Record | None:
    aliases = tuple(filter(None, row["aliases"].split("|")))
    return Record(row["name"], row["slug"], row["kind"], row["parent"], aliases)


def _onet(row: Mapping[str, str]) -> Record | None:
    """A row of O*NET's `Technology Skills.txt`; its commodity's title is the parent."""
    name = row["Example"].strip()
    if not name or len(name) > LONGEST_NAME:
        return None
    aliases: tuple[str, ...] = ()
    if (found := WITH_ACRONYM.match(name)) and _is_acronym(found["acronym"], found["name"]):
        aliases = (found["name"], found["acronym"])
    title = row["Commodity Title"].strip()
    parent = title if len(title) <= LONGEST_NAME and title != name else ""
    return Record(name, kind=SkillKind.TECHNOLOGY, parent=parent, aliases=aliases)


def _is_acronym(acronym: str, name: str) -> bool:
    """Whether the letters begin words of the name, in order: XML of Extensible Markup Language."""
    letters = iter(name.lower())
    return all(letter in letters for letter in acronym.lower())


def _esco(row: Mapping[str, str]) -> Record | None:
    """A row of ESCO's `skills_en.csv`; alternative labels are a line each."""
    name = row["preferredLabel"].strip()
    if not name or len(name) > LONGEST_NAME:
        return None
    is_language = "language" in row.get("reuseLevel", "").lower()
    kind = SkillKind.LANGUAGE if is_language else SkillKind.OTHER
    labels = (label.strip() for label in (row.get("altLabels") or "").splitlines())
    return Record(
        name[0].upper() + name[1:],
        kind=kind,
        aliases=tuple(label for label in labels if label and len(label) <= LONGEST_NAME),
    )


# Told apart by a column that only they have.
FORMATS: Mapping[str, Callable[[Mapping[str, str]], Record | None]] = {
    "slug": _own,
    "Commodity Title": _onet,
    "preferredLabel": _esco,
}
