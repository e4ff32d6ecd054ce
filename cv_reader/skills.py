"""Which phrases of a CV claim a skill of the vocabulary.

The vocabulary says what a phrase may mean; where it stands, and how it is written, whether it is
meant: `Go` in a list of skills is the language, `Go to market` is not. What stands in a section on
skills counts most; what a hobby, an address or a degree is called does not count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cv_reader.everyday import EVERYDAY, RANKS
from cv_reader.lexicon import Section, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cv_reader.terms import Term

LISTED, NAMED, HINTED = 0.95, 0.85, 0.7
LEAST = 0.7

# Names of sites that a CV mostly names to link to a page there.
SITES = frozenset({"github", "gitlab", "kaggle", "behance", "dribbble", "medium", "youtube"})
# Sections in which nothing is claimed, whatever stands there.
SILENT = (Section.HEADING, Section.CONTACT, Section.OTHER, Section.LANGUAGES, Section.EDUCATION)
# Kinds that are no skills of a profile: languages are kept apart.
LANGUAGE, TECHNOLOGY = "language", "technology"

_WORD = re.compile(r"[^\W\d_]+")
_LIST_EDGE = re.compile(r"[\n\t,;|•·:/()\[\]&+]")
_AFTER_ITEM = re.compile(
    r"\s*(?:$|[\n\t,;|•·/()\[\]&.–—-]|\d+%|(?:and|und|et|y|aur|or|oder|ou|o)\b)", re.IGNORECASE
)
_BEFORE_ITEM = re.compile(
    r"(?:^|[\n\t,;|•·:/()\[\]&–—-]|\b(?:and|und|et|y|aur|or|oder|ou|o|in|with|using|mit|avec|con|"
    r"en|via|of))\s*$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:in|with|using|mit|avec|con|en|via|into|to|from|on|of|as|and|und|et|y|aur|through|by)\s$",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(\d{1,2})\+?\s*(?:years?|yrs?|jahre?n?|ans|annees|anos|saal)(?:\s+(?:of|in|with|mit|de|d'|en))?"
    r"(?:\s+(?:experience|erfahrung|experience|experiencia)(?:\s+(?:in|with|mit|en|con|de))?)?\s*$",
    re.IGNORECASE,
)
_YEARS_AFTER = re.compile(
    r"^\s*(?:[(:,–—-]\s*)?(\d{1,2})\+?\s*(?:years?|yrs?|jahre?|ans|années|años|saal)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Known:
    """A skill as the vocabulary has it for one key: `written` is that name of it."""

    skill_id: int
    slug: str
    name: str
    kind: str
    written: str


@dataclass(frozen=True)
class Range:
    """Which section a part of the text is."""

    start: int
    section: Section


@dataclass(frozen=True)
class Claim:
    """A skill that the text claims, where, how surely, and years of it if it says so."""

    known: Known
    start: int
    end: int
    confidence: float
    years: int | None = None


def choose(
    text: str,
    terms: Sequence[Term],
    known: Mapping[str, Known],
    ranges: Sequence[Range],
    titles: Sequence[tuple[int, int]] = (),
) -> list[Claim]:
    """The skills that a text claims, each once: where it does so most surely. Positions' titles
    claim what they are called after: a bookkeeper keeps books.
    """
    starts = [one.start for one in ranges]
    best: dict[int, Claim] = {}
    for term in _longest(term for term in terms if term.key in known):
        section = ranges[bisect_right(starts, term.start) - 1].section if ranges else Section.HEAD
        skill = known[term.key]
        confidence = max(
            _confidence(text, term, skill, section), _by_title(text, term, skill, titles)
        )
        if confidence < LEAST:
            continue
        claim = Claim(skill, term.start, term.end, confidence, _years(text, term))
        other = best.get(skill.skill_id)
        if other is None or claim.confidence > other.confidence:
            best[skill.skill_id] = claim
    return sorted(best.values(), key=lambda one: one.start)


def _longest(terms: Iterable[Term]) -> list[Term]:
    """Of terms that overlap, the first and longest: `React Native` rather than `React`."""
    chosen: list[Term] = []
    for term in sorted(terms, key=lambda one: (one.start, -one.end)):
        if not chosen or term.start >= chosen[-1].end:
            chosen.append(term)
    return chosen


def _confidence(text: str, term: Term, skill: Known, section: Section) -> float:
    """How surely this phrase claims the skill; 0 when it does not."""
    written = text[term.start : term.end]
    if skill.kind == LANGUAGE or section in SILENT or _is_within_name(text, term):
        return 0
    if max(map(len, term.key.split())) == 1 and written.lower() != skill.written.lower():
        # "M E" is not M&E.
        return 0
    is_item = _is_item(text, term)
    if section is Section.SKILLS:
        return LISTED if is_item or not _is_everyday(term.key) else 0
    is_proper = written == skill.written or written == skill.name
    if _is_everyday(term.key):
        is_capital = written[:1].isupper() and len(term.key) > 1
        is_meant = is_item and is_proper and is_capital and _is_in_list(text, term)
        return NAMED if is_meant and section is not Section.CERTIFICATES else 0
    if len(term.key) <= 2:
        return NAMED if is_proper and is_item and section is not Section.CERTIFICATES else 0
    if term.key in SITES:
        return 0
    if section is Section.CERTIFICATES:
        return HINTED if is_proper and skill.kind == TECHNOLOGY and written[:1].isupper() else 0
    if len(term.key) <= 4 and " " not in term.key and written.islower() and len(skill.name) > 4:
        return 0
    return NAMED if is_proper or " " in term.key else HINTED


def _by_title(text: str, term: Term, skill: Known, titles: Sequence[tuple[int, int]]) -> float:
    """How surely the phrase is what a title says that somebody does: all of it but rank."""
    if skill.kind == LANGUAGE or len(term.key) < 4:
        return 0
    for start, end in titles:
        if start <= term.start and term.end <= end:
            rest = plain(f"{text[start : term.start]} {text[term.end : end]}")
            return HINTED if all(word in RANKS for word in _WORD.findall(rest)) else 0
    return 0


def _is_everyday(key: str) -> bool:
    return key in EVERYDAY


def _is_within_name(text: str, term: Term) -> bool:
    """Whether the phrase is a piece of something else: an initial, an address, `R&D`."""
    before, after = text[max(term.start - 1, 0) : term.start], text[term.end : term.end + 2]
    if (before in ("@", "/") and "." in text[term.start : term.end + 4]) or after[:1] == "@":
        return True
    if before == "." and text[term.start - 2 : term.start - 1].isalnum():
        return True
    if after[:1] == "." and after[1:].isalnum():
        return True
    return len(term.key) == 1 and (after[:1] in (".", "&", "'", "’") or before in ("&", "'", "’"))


def _is_item(text: str, term: Term) -> bool:
    """Whether the phrase is a whole item of a list, or the object of "in", "with" and the like."""
    before = text[max(term.start - 30, 0) : term.start]
    return bool(_BEFORE_ITEM.search(before) and _AFTER_ITEM.match(text, term.end))


def _is_in_list(text: str, term: Term) -> bool:
    """Whether it stands among others, as in `Go, Rust and Python`, or behind a word that asks for
    a skill.
    """
    before, after = text[max(term.start - 12, 0) : term.start], text[term.end : term.end + 2]
    return bool(_CUE.search(before)) or bool(
        _LIST_EDGE.search(before[-2:]) and _LIST_EDGE.search(after[:1] or "\n")
    )


def _years(text: str, term: Term) -> int | None:
    """Years of experience, as in `5 years of Python` and `Python (5 years)`."""
    found = _YEARS_AFTER.match(text[term.end : term.end + 20]) or _YEARS.search(
        text[max(term.start - 40, 0) : term.start]
    )
    return int(found[1]) if found and int(found[1]) <= 60 else None
