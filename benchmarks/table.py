"""The table that a run prints."""

from __future__ import annotations

from dataclasses import dataclass

HEADINGS = ("", "Guildhall", "against", "ratio", "goal")


@dataclass(frozen=True)
class Row:
    """One figure with its goal. A figure that is no comparison leaves `against` and `ratio` out."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    goal: str = ""


def as_markdown(rows: list[Row]) -> str:
    """The rows as a table that reads well in a terminal and in docs/performance.md."""
    cells = [HEADINGS, *((row.what, row.ours, row.against, row.ratio, row.goal) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
