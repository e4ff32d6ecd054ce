"""Who there is, what is asked, and how well a person answers it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SAME_OCCUPATION = 3  # related ones have grade 2 or 1


@dataclass(frozen=True)
class Query:
    """A text that somebody types who needs a person of this occupation."""

    id: str
    kind: str
    variant: str
    occupation: str
    text: str


@dataclass(frozen=True)
class Freelancer:
    """Somebody made up, with one occupation."""

    id: str
    occupation: str
    headline: str
    bio: str
    skills: tuple[str, ...]


class Corpus:
    """The people, and how closely their occupations are related."""

    def __init__(self) -> None:
        stored = json.loads((FOLDER / "corpus.json").read_text())
        self.related: dict[str, dict[str, int]] = stored["related"]
        self.people = [
            Freelancer(**(row | {"skills": tuple(row["skills"])})) for row in stored["people"]
        ]

    @cached_property
    def occupation_of(self) -> dict[str, str]:
        """By the id of each person."""
        return {person.id: person.occupation for person in self.people}

    def grade(self, wanted: str, found: str) -> int:
        """How well a person of occupation `found` suits who wants `wanted`: 0 to 3."""
        return SAME_OCCUPATION if found == wanted else self.related[wanted].get(found, 0)

    def grades_of_all(self, wanted: str) -> list[int]:
        """The grades of everybody, the best first."""
        return sorted(
            (self.grade(wanted, person.occupation) for person in self.people), reverse=True
        )


def read_queries(**of: Any) -> list[Query]:
    """Those whose fields have these values."""
    rows = json.loads((FOLDER / "queries.json").read_text())
    return [Query(**row) for row in rows if all(row[name] == value for name, value in of.items())]
