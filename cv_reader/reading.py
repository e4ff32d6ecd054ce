"""A document in, what it seems to say out: the steps of reading a CV, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cv_reader import (
    introduction,
    languages,
    links,
    plain_text,
    positions,
    sections,
    seniority,
    studies,
    terms,
)
from cv_reader.document import normalise
from cv_reader.formats import Format
from cv_reader.lexicon import Section
from cv_reader.reading_result import Reading
from cv_reader.skills import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv_reader.document import Raw
    from cv_reader.findings import Finding
    from cv_reader.sections import Part


def _read_pdf(content: bytes) -> Raw:
    # Here: PDFium is a quarter of what a process takes to start, and there is one a document.
    from cv_reader import pdf

    return pdf.read(content)


def _read_docx(content: bytes) -> Raw:
    # Here: as is what reads XML and archives.
    from cv_reader import docx

    return docx.read(content)


READERS = {Format.PDF: _read_pdf, Format.DOCX: _read_docx, Format.TEXT: plain_text.read}


def read(content: bytes, file_format: Format) -> Reading:
    """Read a CV. Raises Refused."""
    text = normalise(READERS[file_format](content))
    parts = sections.split(text.lines)
    findings = [*_findings(parts), *links.find(text.whole)]
    # What an employer or an address is called claims no skill.
    addresses = [(one.start, one.end) for one in findings if one.kind == "link"]
    named = sorted([*_places(text.whole, findings, "organisation"), *addresses])
    return Reading(
        text.whole,
        findings,
        [one for one in terms.find(text.whole) if not one.is_within(named)],
        sorted(
            (Range(line.start, part.section) for part in parts for line in part.lines),
            key=lambda one: one.start,
        ),
        _places(text.whole, findings, "title"),
    )


def _places(text: str, findings: list[Finding], field_name: str) -> list[tuple[int, int]]:
    """Where the text says what the findings have in this field."""
    found: list[tuple[int, int]] = []
    for finding in findings:
        name = finding.value.get(field_name, "")
        start = text.find(name, finding.start, finding.end) if name else -1
        if start >= 0:
            found.append((start, start + len(name)))
    return sorted(found)


def _findings(parts: list[Part]) -> Iterator[Finding]:
    yield from introduction.find(parts)
    all_held: list[Finding] = []
    for part in parts:
        if part.section is Section.EXPERIENCE:
            held = list(positions.find(part.lines))
            all_held += held
            yield from held
        elif part.section is Section.EDUCATION:
            yield from studies.find(part.lines)
        elif part.section is Section.LANGUAGES:
            yield from languages.find(part.lines)
    yield from seniority.find(all_held)
