"""The positions that somebody held."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cv_reader import entries
from cv_reader.findings import Finding
from cv_reader.lexicon import plain
from cv_reader.occupations import FREELANCE
from cv_reader.parts_of_lines import (
    Piece,
    at_parts,
    comma_parts,
    organisation_score,
    pieces,
    title_score,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv_reader.document import Line

LONGEST = 150
LONGEST_DESCRIPTION = 4000
SURE, LIKELY, POSSIBLE = 0.95, 0.8, 0.6
_NOTE = re.compile(
    r"\s*\((?:remote|full[- ]time|part[- ]time|contract|vollzeit|teilzeit|cdi|cdd|temps plein|"
    r"hybrid|on[- ]?site|permanent|temporary|casual)\)"
    r"|,?\s+\([A-Z][\w .]+,\s*[A-Z][\w .-]+\)$",
    re.IGNORECASE,
)


@dataclass
class Position:
    """What the heading of an entry says."""

    title: str = ""
    organisation: str = ""
    used_below: int = 0
    is_sure: bool = False


def find(lines: list[Line]) -> Iterator[Finding]:
    """The positions in the lines of a section on experience."""
    found = [(one, _read(one)) for one in entries.split(lines, takes_single_dates=False)]
    _agree_on_order(found)
    umbrella = ""
    for index, (entry, position) in enumerate(found):
        if position.organisation and not position.title and _is_umbrella(found, index):
            umbrella = position.organisation
            continue
        if _is_freelance(position.organisation):
            position.organisation = ""
        elif position.organisation:
            umbrella = position.organisation if _stands_above(entry, position) else ""
        elif position.title and umbrella and not _is_freelance(position.title):
            position.organisation = umbrella
        if position.title or position.organisation:
            yield _finding(entry, position)


def _finding(entry: entries.Entry, position: Position) -> Finding:
    """A position as a suggestion. What has no title goes by its organisation's name alone."""
    title = position.title or position.organisation
    organisation = position.organisation if position.title else ""
    confidence = SURE if position.is_sure and position.organisation else LIKELY
    if not position.title:
        confidence = POSSIBLE
    text = entries.description(entry.body[position.used_below :])
    return Finding(
        "experience",
        {
            "title": title[:LONGEST],
            "organisation": organisation[:LONGEST],
            "started_on": entry.period.started_on,
            "ended_on": entry.period.ended_on,
            "description": text[:LONGEST_DESCRIPTION],
        },
        entry.start,
        entry.end,
        confidence,
    )


def _is_umbrella(found: list[tuple[entries.Entry, Position]], index: int) -> bool:
    """Whether an employer's line stands above several positions there: the next one has a title
    and no organisation, and lies within its period.
    """
    if index + 1 >= len(found):
        return False
    entry, (following, position) = found[index][0], found[index + 1]
    is_within = (following.period.started_on or "0")[:4] >= (entry.period.started_on or "0")[:4]
    return bool(position.title) and not position.organisation and is_within


def _stands_above(entry: entries.Entry, position: Position) -> bool:
    """Whether the organisation has a line of its own above the title: it may be of several."""
    first = entry.heading[0] if len(entry.heading) > 1 else ""
    return position.organisation in first and position.title not in first


def _is_freelance(text: str) -> bool:
    return any(word in FREELANCE for word in plain(text).split())


def _read(entry: entries.Entry) -> Position:
    """Title and organisation out of an entry's heading, and lines below it as far as needed."""
    best = _decide(entry.heading)
    for used in range(1, len(entry.below) + 1):
        if best.title and best.organisation:
            break
        more = _decide(entries.without(entry, used).heading)
        gained = bool(more.title and more.organisation) and (
            not entry.heading or not _reads_as_prose(entry.below[used - 1].text)
        )
        if gained or (not entry.heading and (more.title or more.organisation)):
            best = replace(more, used_below=used)
    return best


def _reads_as_prose(text: str) -> bool:
    """A line that is rather the beginning of a description than a name."""
    return len(text.split()) > 8 and not title_score(text) and not organisation_score(text)


def _decide(heading: list[str]) -> Position:
    """Which piece of a heading is the title and which the organisation."""
    split = [piece for line in heading for piece in _split_at(line)]
    labelled = {piece.role: piece.text for piece in split if piece.role}
    if "title" in labelled or "organisation" in labelled:
        free = [piece.text for piece in split if not piece.role]
        title = labelled.get("title") or next(iter(free), "")
        organisation = labelled.get("organisation") or next(iter(free), "")
        return Position(title, comma_parts(organisation)[0] if organisation else "", is_sure=True)
    texts = [_NOTE.sub("", piece.text).strip() for piece in split]
    return _choose([text for text in texts if text])


def _split_at(line: str) -> list[Piece]:
    """The pieces of a line, also parted at "at" and its like."""
    found: list[Piece] = []
    for piece in pieces(line):
        parted = None if piece.role else at_parts(piece.text)
        found += [Piece(one) for one in parted] if parted else [piece]
    return found


def _choose(pieces_found: list[str]) -> Position:
    texts = [part for text in pieces_found for part in _parted(text)]
    titles = [title_score(text) - (organisation_score(text) >= 4) * 3 for text in texts]
    best = max(range(len(texts)), key=lambda index: titles[index], default=None)
    if best is None:
        return Position()
    if titles[best] <= 0:
        return _unsure(texts)
    others = [text for index, text in enumerate(texts) if index != best]
    title, own_organisation = _title_and_rest(texts[best], has_others=bool(others))
    organisation = own_organisation or _organisation(others)
    return Position(title, organisation, is_sure=bool(organisation))


def _parted(text: str) -> list[str]:
    """A piece that has a title and the name of an organisation, at its commas."""
    parts = comma_parts(text)
    is_both = any(map(_is_title, parts)) and any(
        organisation_score(part) and not title_score(part) for part in parts
    )
    return parts if is_both else [text]


def _is_title(text: str) -> bool:
    return title_score(text) > 0 and organisation_score(text) < 4


def _title_and_rest(text: str, *, has_others: bool) -> tuple[str, str]:
    """A title, and the organisation that stands with it after a comma or a preposition."""
    parts = comma_parts(text)
    if len(parts) > 1:
        index = max(range(len(parts)), key=lambda one: title_score(parts[one]))
        others = [part for one, part in enumerate(parts) if one != index]
        named = [part for part in others if organisation_score(part)]
        if named:
            return parts[index], named[0]
        if not has_others:
            return parts[index], others[0]
        return (text if index == 0 and len(parts) == 2 else parts[index]), ""
    parted = None if has_others else at_parts(text, weak=True)
    if parted and title_score(parted[0]):
        return parted
    return text, ""


def _organisation(texts: list[str]) -> str:
    """The likeliest name among the pieces that are not the title; its place is left out."""
    if not texts:
        return ""
    best = max(texts, key=lambda text: (organisation_score(text), -texts.index(text)))
    parts = comma_parts(best)
    named = [part for part in parts if organisation_score(part)]
    return named[0] if named else parts[0] if parts else ""


def _unsure(texts: list[str]) -> Position:
    """No word tells the title: an organisation that a word tells, and what is left as title."""
    parts = texts if len(texts) > 1 else [part for text in texts for part in comma_parts(text)]
    named = [part for part in parts if organisation_score(part)]
    if named:
        organisation = next(
            (one for one in comma_parts(named[0]) if organisation_score(one)), named[0]
        )
        others = [part for part in parts if part != named[0]]
        return Position(others[0] if others and len(texts) > 1 else "", organisation)
    if len(parts) > 1:
        return Position(parts[0], comma_parts(parts[1])[0])
    return Position(organisation=parts[0] if parts else "")


def _agree_on_order(found: list[tuple[entries.Entry, Position]]) -> None:
    """Where no word told which is which, go by the order that the sure entries have."""
    sure = [(entry, one) for entry, one in found if one.is_sure]
    organisation_first = sum(_comes_first(entry, one) for entry, one in sure)
    if organisation_first * 2 <= len(sure):
        return
    for _entry, one in found:
        if not one.is_sure and one.title and one.organisation and not title_score(one.title):
            one.title, one.organisation = one.organisation, one.title


def _comes_first(entry: entries.Entry, position: Position) -> bool:
    """Whether an entry names the organisation before the title."""
    text = " ".join(entry.heading + [line.text for line in entry.below])
    return text.find(position.organisation) < text.find(position.title)
