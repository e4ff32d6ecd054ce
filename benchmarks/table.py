"""The table that a run prints."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

HEADINGS = ("", "Guildhall", "against", "ratio", "goal", "met")
MET = {True: "yes", False: "NO"}


@dataclass(frozen=True)
class Goal:
    """What a figure is held to."""

    figure: float
    least: float = -inf
    most: float = inf
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.least <= self.figure <= self.most

    def __str__(self) -> str:
        bound = f"at least {self.least:,}" if self.most == inf else f"at most {self.most:,}"
        return f"{bound} {self.unit}".strip()


@dataclass(frozen=True)
class Row:
    """One figure with its goal. A figure that is no comparison leaves `against` and `ratio` out."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    goal: Goal | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        goal, met = ("", "") if self.goal is None else (str(self.goal), MET[self.goal.is_met])
        return self.what, self.ours, self.against, self.ratio, goal, met


def as_markdown(rows: list[Row]) -> str:
    """The rows as a table that reads well in a terminal and in docs/performance.md."""
    cells = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
