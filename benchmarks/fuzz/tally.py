"""What was sent and what came of it: written by each run of Schemathesis, read for the table."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CASES, SERVED, FAILED = "cases", "served", "failed"


class Tally:
    """Counts by role, operation and kind, and the reasons of the refusals that are allowed."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.refusals: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()

    def add(self, role: str, operation: str, status: int) -> None:
        self.counts[role, operation, CASES] += 1
        self.statuses[str(status)] += 1
        if status < 300:
            self.counts[role, operation, SERVED] += 1

    def write(self, path: Path) -> None:
        counts = [[*key, number] for key, number in self.counts.items()]
        path.write_text(json.dumps([counts, self.refusals, self.statuses]))

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Tally:
        """The sum of what these runs counted."""
        tally = cls()
        for path in paths:
            counts, refusals, statuses = json.loads(path.read_text())
            for role, operation, kind, number in counts:
                tally.counts[role, operation, kind] += number
            tally.refusals.update(refusals)
            tally.statuses.update(statuses)
        return tally

    def total(self, kind: str, *, role: str = "", operation: str = "") -> int:
        return sum(
            number
            for (one_role, one_operation, one_kind), number in self.counts.items()
            if one_kind == kind and role in {"", one_role} and operation in {"", one_operation}
        )

    def operations(self, role: str = "") -> set[str]:
        return {key[1] for key in self.counts if role in {"", key[0]}}
