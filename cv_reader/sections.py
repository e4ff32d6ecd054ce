"""A CV's lines by the section in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cv_reader import languages
from cv_reader.document import CELL
from cv_reader.headings import heading_of, inline_heading
from cv_reader.lexicon import Section

if TYPE_CHECKING:
    from cv_reader.document import Line

# What `Tools: Git, Jira` does not end: it belongs to the job above it.
_WITH_ENTRIES = (Section.EXPERIENCE, Section.EDUCATION, Section.PROJECTS)


@dataclass
class Part:
    """The lines of one section, its heading left out."""

    section: Section
    lines: list[Line] = field(default_factory=list)


def split(lines: list[Line]) -> list[Part]:
    """The parts of a CV: its headings, of which the first line is one whatever it says (mostly the
    name), what stands above the others, and the sections in their order.
    """
    parts = [Part(Section.HEAD)]
    headings = Part(Section.HEADING, lines[:1])
    for line in lines[1:]:
        if not line.is_bullet and (section := heading_of(line.text)) is not None:
            headings.lines.append(line)
            parts.append(Part(section))
            continue
        section, content = _labelled(line)
        if section is Section.LANGUAGES and not languages.speaks(content.text):
            # `Languages: Python, C` is about programming.
            section = Section.SKILLS
        if section is None:
            parts[-1].lines.append(line)
            continue
        headings.lines.append(replace(line, text=line.text[: content.start - line.start]))
        if parts[-1].section in _WITH_ENTRIES and section is Section.SKILLS:
            parts.insert(-1, Part(section, [content]))
        else:
            parts.append(Part(section, [content]))
    return [headings, *(part for part in parts if part.lines)]


def _labelled(line: Line) -> tuple[Section | None, Line]:
    """The section that a line names before its content, as `Skills: ...` or in a cell of its own,
    and the content.
    """
    found = None if line.is_bullet else inline_heading(line.text)
    if found is None and not line.is_bullet:
        label, cell, rest = line.text.partition(CELL)
        section = heading_of(label) if cell and rest else None
        found = (section, len(label) + 1) if section else None
    if found is None:
        return None, line
    section, offset = found
    return section, replace(line, text=line.text[offset:], start=line.start + offset)
