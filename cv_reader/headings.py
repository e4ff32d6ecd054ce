"""Which lines of a CV are headings, and of what."""

from __future__ import annotations

import re

from cv_reader.lexicon import HEADINGS, Section, plain, words

LONGEST = 60
_EDGES = re.compile(r"^[\W\d_]+|[\W_]+$")
_ENUMERATION = re.compile(r"^(?:[ivx]{1,4}|[a-z]|\d{1,2})[.)]\s+")
_JOINTS = re.compile(r"\s*(?:&|/|,|\+|\||\band\b|\bund\b|\bet\b|\by\b|\be\b|\baur\b|\t)\s*")
_SPACED = re.compile(r"(?:\S ){3,}\S")


# Words that only stand beside others in headings.
_QUALIFIERS = words(
    "academic,academica,akademische,autres,berufliche,certifications,complementaria,"
    "further,interests,key,links,methods,other,personal,praktische,profesional,"
    "profesionales,professional,professionnelles,relevant,selected,technical,tools,"
    "training,weitere,work"
)
_WITHOUT_SPACES = {phrase.replace(" ", ""): phrase for phrase in HEADINGS}


def heading_of(line: str) -> Section | None:
    """The section that a line is the heading of; None for what is none."""
    if len(line) > LONGEST or not any(map(str.isalpha, line)):
        return None
    text = plain(_closed_up(line))
    text = _EDGES.sub("", _ENUMERATION.sub("", _EDGES.sub("", text)))
    if text in HEADINGS:
        return HEADINGS[text]
    if text.replace(" ", "") in _WITHOUT_SPACES and _SPACED.search(line):
        return HEADINGS[_WITHOUT_SPACES[text.replace(" ", "")]]
    parts = [part for part in _JOINTS.split(text) if part]
    if len(parts) < 2 or not all(_is_part(part) for part in parts):
        return None
    known = [HEADINGS[part] for part in parts if part in HEADINGS]
    # "Work and internships": what is more telling than "other" decides.
    return next((one for one in known if one is not Section.OTHER), known[0]) if known else None


def _is_part(part: str) -> bool:
    return part in HEADINGS or part in _QUALIFIERS


def inline_heading(line: str) -> tuple[Section, int] | None:
    """For `Skills: Python, Django`: the section, and where its content begins."""
    label, colon, content = line.partition(":")
    if not colon or not content.strip() or content.startswith("//"):
        return None
    section = heading_of(label)
    if section is None:
        return None
    return section, len(line) - len(content.lstrip())


def _closed_up(line: str) -> str:
    """`E X P E R I E N C E` as one word."""
    tokens = line.replace("\t", " ").split(" ")
    if len(tokens) >= 4 and all(len(token) <= 1 for token in tokens):
        return "".join(tokens)
    return line
