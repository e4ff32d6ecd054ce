"""What somebody learned where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cv_reader import entries
from cv_reader.findings import Finding
from cv_reader.parts_of_lines import at_parts, comma_parts, degree_score, institution_score, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv_reader.dates import Period
    from cv_reader.document import Line

_GRADE = re.compile(
    r"(?:c?gpa|sgpa|grade|marks|percentage|score|note|abschlussnote|mention|nota)\b", re.IGNORECASE
)
LONGEST = 150
SURE, LIKELY, POSSIBLE = 0.95, 0.8, 0.6


def find(lines: list[Line]) -> Iterator[Finding]:
    """The studies in the lines of a section on education."""
    told = [line for line in lines if not _GRADE.match(line.text)]
    for entry in entries.split(told, takes_single_dates=True):
        institution, degree = _read(entry)
        if not institution and not degree:
            continue
        started_on, ended_on = _dates(entry.period)
        yield Finding(
            "education",
            {
                "institution": (institution or degree)[:LONGEST],
                "degree": degree[:LONGEST] if institution else "",
                "started_on": started_on,
                "ended_on": ended_on,
            },
            entry.start,
            entry.end,
            SURE if institution and degree else POSSIBLE,
        )


def _dates(period: Period) -> tuple[str, str]:
    """One date alone says when it was finished."""
    return ("", period.ended_on) if period.is_single else (period.started_on, period.ended_on)


def _read(entry: entries.Entry) -> tuple[str, str]:
    institution, degree = _decide(entry.heading)
    for used in range(1, len(entry.below) + 1):
        if institution and degree:
            break
        more = _decide(entries.without(entry, used).heading)
        if all(more) or (not entry.heading and any(more)):
            institution, degree = more
    if not institution and len(comma_parts(degree)) > 1:
        # `Ausbildung zur Malerin, Farben Krause`: no word tells where it was.
        degree, institution = comma_parts(degree)[:2]
    return institution, degree


def _decide(heading: list[str]) -> tuple[str, str]:
    """Which piece of a heading is the institution and which the degree."""
    found = [piece for line in heading for piece in pieces(line)]
    labelled = {piece.role: piece.text for piece in found if piece.role}
    texts = [piece.text for piece in found if not piece.role]
    if "institution" in labelled or "degree" in labelled:
        rest = next(iter(texts), "")
        return labelled.get("institution", rest), labelled.get("degree", rest)
    texts = [part for text in texts for part in at_parts(text) or (text,)]
    parts = [part for text in texts for part in _parted(text)]
    institutions = [part for part in parts if institution_score(part)]
    if not institutions:
        degrees = [part for part in parts if degree_score(part)]
        others = [part for part in parts if part not in degrees]
        if degrees and others:
            return others[0], degrees[0]
        return (
            ("", degrees[0])
            if degrees
            else (parts[0], parts[1])
            if len(parts) > 1
            else (
                parts[0] if parts else "",
                "",
            )
        )
    institution = min(institutions, key=lambda part: (degree_score(part) == 3, parts.index(part)))
    others = [part for part in parts if part != institution]
    degree = max(others, key=lambda part: (degree_score(part), -others.index(part)), default="")
    return institution, degree


def _parted(text: str) -> list[str]:
    """A piece at its commas: what stands before a place of learning is one degree however many it
    has (`BSc Physics, Mathematics`), what stands behind it is where that is.
    """
    parts = comma_parts(text)
    index = next((index for index, part in enumerate(parts) if institution_score(part)), None)
    if index is None:
        return [text] if degree_score(text) else parts[:1]
    before, behind = parts[:index], [part for part in parts[index + 1 :] if degree_score(part)]
    return [*([", ".join(before)] if before else []), parts[index], *behind]
