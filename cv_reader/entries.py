"""The positions and the studies of a CV, out of the lines of their sections.

Dates anchor them: each entry has a line with its period. Where its other heading lines stand (above
or below, one or two) is the same for all entries of a section, and read off the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cv_reader.dates import Period, find_period, without_dates
from cv_reader.document import CELL

if TYPE_CHECKING:
    from cv_reader.document import Line

LONGEST_HEADING = 110
MOST_WORDS = 14
MOST_ABOVE = 3
MOST_BELOW = 2
_SENTENCE_END = re.compile(r"[a-zà-ÿ)]{3,}[.!?]$")
_SHORTENED = re.compile(
    r"\b(?:inc|ltd|co|corp|e\.v|jr|sr|s\.a|s\.l|hons|bros|univ)\.$", re.IGNORECASE
)


@dataclass
class Entry:
    """One entry: the lines of its heading without dates, its period, and the lines below."""

    period: Period
    heading: list[str]
    below: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    start: int = 0
    end: int = 0


def split(lines: list[Line], *, takes_single_dates: bool) -> list[Entry]:
    """The entries of a section. With `takes_single_dates`, one date makes an entry as well."""
    anchors = _anchors(lines, takes_single_dates=takes_single_dates)
    if not anchors:
        return []
    above = _lines_above(lines, next(iter(anchors)))
    entries: list[Entry] = []
    begins = [_begin(lines, anchors, index, above) for index in anchors]
    for (index, period), begin, following in zip(
        anchors.items(), begins, [*begins[1:], len(lines)], strict=True
    ):
        rest = without_dates(lines[index].text)
        heading = [*(line.text for line in lines[begin:index]), *([rest] if rest else [])]
        after = lines[index + 1 : following]
        below = _headings_below(after) if len(heading) < 2 or above == 0 else []
        entries.append(
            Entry(
                period,
                heading,
                below,
                after,
                start=lines[begin].start,
                end=lines[max(following - 1, index)].end,
            )
        )
    return entries


def _anchors(lines: list[Line], *, takes_single_dates: bool) -> dict[int, Period]:
    """The lines with the period of an entry. Bullets only count when nothing else has any."""
    found = {
        index: period
        for index, line in enumerate(lines)
        if (period := find_period(line.text))
        and _may_anchor(line, period, takes_single_dates)
        and not (period.is_single and _goes_on(lines, index))
    }
    plain_ones = {index: one for index, one in found.items() if not lines[index].is_bullet}
    return plain_ones or found


def _may_anchor(line: Line, period: Period, takes_single_dates: bool) -> bool:
    rest = without_dates(line.text)
    if period.is_single and not takes_single_dates:
        # "Summer 2019" beside a title; a year within a sentence is not.
        is_at_edge = period.start == 0 or period.end >= len(line.text.rstrip(" )."))
        is_name = rest[:1].isupper() and len(rest.split()) <= MOST_WORDS // 2
        if not is_at_edge or (rest and not is_name):
            return False
    return len(rest) <= LONGEST_HEADING and not _is_sentence(rest)


def _is_sentence(text: str) -> bool:
    words = text.replace(CELL, " ").split()
    return len(words) > MOST_WORDS or (
        len(words) > 6 and bool(_SENTENCE_END.search(text)) and not _SHORTENED.search(text)
    )


def is_heading_like(line: Line) -> bool:
    """Whether a line may belong to the heading of an entry."""
    text = line.text
    return (
        not line.is_bullet
        and len(text) <= LONGEST_HEADING
        and (text[:1].isupper() or text[:1].isdigit() or not text[:1].isalpha())
        and not _is_sentence(text)
        and not (text.endswith((".", ";")) and not _SHORTENED.search(text) and " " in text)
    )


def _lines_above(lines: list[Line], first_anchor: int) -> int:
    """How many heading lines stand above the period, judged by the first entry."""
    if first_anchor > MOST_ABOVE or not all(map(is_heading_like, lines[:first_anchor])):
        above = 0
        while above < MOST_ABOVE and is_heading_like(lines[first_anchor - above - 1]):
            above += 1
            if lines[first_anchor - above].gap:
                break
        return above
    return first_anchor


def _begin(lines: list[Line], anchors: dict[int, Period], index: int, above: int) -> int:
    """The first line of the entry whose period stands in line `index`."""
    begin = index
    if above == 0 and _has_own_heading(lines, index):
        above = MOST_BELOW
    while (
        index - begin < above
        and begin > 0
        and begin - 1 not in anchors
        and is_heading_like(lines[begin - 1])
        and not _goes_on(lines, begin - 1)
        and not lines[begin].gap
    ):
        begin -= 1
    return begin


def _has_own_heading(lines: list[Line], index: int) -> bool:
    """Whether an entry differs from the others, whose heading begins with the period: dates stand
    alone below lines that a gap sets off, or an employer's line stands above, less indented.
    """
    if index == 0 or lines[index].gap or not is_heading_like(lines[index - 1]):
        return False
    start = index - 1
    while start > 0 and not lines[start].gap and index - start < MOST_BELOW:
        start -= 1
    stands_alone = not without_dates(lines[index].text)
    is_above = index - start == 1 and lines[start].indent < lines[index].indent
    return lines[start].gap and (stands_alone or is_above)


def _goes_on(lines: list[Line], index: int) -> bool:
    """Whether a line goes on with the bullet above it: it is indented and there is no gap."""
    line = lines[index]
    if line.gap or index == 0:
        return False
    before = lines[index - 1]
    if before.is_bullet or _goes_on_shallow(lines, index - 1):
        return line.indent > 0
    return False


def _goes_on_shallow(lines: list[Line], index: int) -> bool:
    """Whether the lines above lead up to a bullet without a gap, all indented alike."""
    indent = lines[index].indent
    while index > 0 and not lines[index].is_bullet:
        if lines[index].gap or lines[index].indent != indent or indent == 0:
            return False
        index -= 1
    return lines[index].is_bullet


def _headings_below(after: list[Line]) -> list[Line]:
    """The lines right below the period that may still be of the heading."""
    found: list[Line] = []
    for line in after[:MOST_BELOW]:
        if not is_heading_like(line) or (line.gap and found):
            break
        found.append(line)
    return found


def description(body: list[Line]) -> str:
    """The lines below a heading as text: bullets as such, lines that were wrapped put together."""
    texts: list[str] = []
    for line in body:
        text = line.text.replace(CELL, " ")
        if line.is_bullet:
            texts.append(f"- {text}")
        elif texts and not line.gap:
            texts[-1] += f" {text}"
        else:
            texts.append(text)
    return "\n".join(texts)


def without(entry: Entry, used: int) -> Entry:
    """The entry with its first `used` lines below moved from the body to the heading."""
    moved = [line.text for line in entry.below[:used]]
    return replace(entry, heading=[*entry.heading, *moved], below=[], body=entry.body[used:])
