"""What a fault brought to light."""

from __future__ import annotations

from dataclasses import dataclass

HEADINGS = ("fault", "what must hold", "found", "holds")


@dataclass(frozen=True)
class Finding:
    """One thing that must hold under a fault, and what was seen."""

    fault: str
    demand: str
    found: str
    holds: bool


def as_markdown(findings: list[Finding]) -> str:
    rows = [
        HEADINGS,
        *((one.fault, one.demand, one.found, "yes" if one.holds else "NO") for one in findings),
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(HEADINGS), *lines[1:]])
