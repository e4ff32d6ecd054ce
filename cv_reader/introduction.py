"""How somebody introduces themselves: the line below the name, and a summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cv_reader.document import CELL
from cv_reader.entries import description
from cv_reader.findings import Finding
from cv_reader.lexicon import Section
from cv_reader.parts_of_lines import organisation_score, title_score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv_reader.sections import Part

LONGEST_HEADLINE, LONGEST_BIO = 120, 4000
SURE, LIKELY = 0.9, 0.8
_CONTACT = re.compile(r"[@+]|\d{4}|https?:|www\.|\.com\b")


def find(parts: list[Part]) -> Iterator[Finding]:
    """A headline and a bio, each at most once."""
    head = next((part for part in parts if part.section is Section.HEAD), None)
    for line in head.lines[:4] if head else ():
        text = line.text.replace(CELL, " ")
        is_title = title_score(text) > 1 and organisation_score(text) < 4
        if is_title and len(text) <= LONGEST_HEADLINE and not _CONTACT.search(text):
            yield Finding(
                "profile", {"field": "headline", "value": text}, line.start, line.end, LIKELY
            )
            break
    summary = next((part for part in parts if part.section is Section.SUMMARY), None)
    if summary:
        value = {"field": "bio", "value": description(summary.lines)[:LONGEST_BIO]}
        yield Finding("profile", value, summary.lines[0].start, summary.lines[-1].end, SURE)
