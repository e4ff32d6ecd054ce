"""What was read of a CV."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cv_reader.findings import Finding
    from cv_reader.skills import Range
    from cv_reader.terms import Term


@dataclass
class Reading:
    """What a CV says. Which of the `terms` are skills is for the vocabulary to say; `ranges` are
    the sections of the text, by which it is judged.
    """

    text: str
    findings: list[Finding] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
