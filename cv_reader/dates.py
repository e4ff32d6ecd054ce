"""Dates and periods as CVs write them, in five languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cv_reader.lexicon import MONTHS, PRESENT, SEASONS, SINCE, UNTIL, plain

LATEST = 2060


def _any_of(words: frozenset[str] | dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_YEAR = r"(?:19[4-9]\d|20[0-5]\d)"
_MONTH = rf"(?:{_any_of(MONTHS)})"
_POINT = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+)?(?:de\s+)?{_MONTH}\.?,?\s*(?:de\s+|del\s+|of\s+)?"
    rf"(?:{_YEAR}|['’]\s?\d\d(?!\d))"
    rf"|{_YEAR}\s*[-/.]\s*(?:0[1-9]|1[0-2])(?:[-/.](?:0[1-9]|[12]\d|3[01]))?(?!\d)"
    rf"|(?:(?:0?[1-9]|[12]\d|3[01])[./-])?(?:0?[1-9]|1[0-2])\s?[./-]\s?{_YEAR}"
    rf"|(?:{_any_of(SEASONS)})\s+{_YEAR}"
    rf"|{_YEAR}(?!\d))"
)
_NOW = rf"(?:{_any_of(PRESENT)})"
_TO = rf"(?:\s*(?:-{{1,3}}|–|—|−|→|>)\s*|\s+(?:{_any_of(UNTIL)})\s+)"
_SHORT_YEAR = r"\d\d(?!\d)"
_LONE_MONTH = rf"(?:{_MONTH}\.?|0[1-9]|1[0-2])"
_BEFORE = r"(?<![\w/.])"
_AFTER = r"(?![\w])"

_PERIOD = re.compile(
    rf"{_BEFORE}(?:(?:{_any_of(SINCE)})\s+)?(?P<start>{_POINT})\s*{_TO}\s*"
    rf"(?P<end>{_NOW}|{_POINT}|{_SHORT_YEAR}){_AFTER}(?:\s+tak\b)?"
)
_WITHIN_YEAR = re.compile(
    rf"{_BEFORE}(?P<month>{_LONE_MONTH}){_TO}\s*(?P<end>{_POINT}){_AFTER}(?:\s+tak\b)?"
)
_OPEN = re.compile(
    rf"{_BEFORE}(?:(?:{_any_of(SINCE)})\s+(?P<since>{_POINT})"
    rf"|(?P<from>{_POINT})\s+se(?:\s+{_NOW})?"
    rf"|(?P<dash>{_POINT})\s*[-–—](?=\s*(?:$|\t|\)|\|))){_AFTER}"
)
_SINGLE = re.compile(rf"{_BEFORE}(?P<start>{_POINT}){_AFTER}")
_DURATION = re.compile(
    r"\(?\b\d{1,2}\+?\s*(?:years?|yrs?|months?|mos?|jahre?n?|monate?|ans?|annees?|mois|anos?|meses|"
    r"mes|saal|mahine)\b(?:\s*(?:,|and|und|et|y)?\s*\d{1,2}\s*(?:months?|mos?|monate?|mois|meses|mes|"
    r"mahine)\b)?\)?"
)
_YEAR_ALONE = re.compile(_YEAR)
_DAY_MONTH_YEAR = re.compile(rf"(?:(\d{{1,2}})[./-])?(\d{{1,2}})\s?[./-]\s?({_YEAR})$")
_YEAR_MONTH = re.compile(rf"({_YEAR})\s*[-/.]\s*(\d\d)(?:[-/.](\d\d))?$")
_MONTH_YEAR = re.compile(
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+)?(?:de\s+)?)({_MONTH})\.?,?\s*(?:de\s+|del\s+|of\s+)?"
    rf"(?:({_YEAR})|['’]\s?(\d\d))$"
)


@dataclass(frozen=True)
class Period:
    """From and to as partial ISO dates, empty where not said; and where it stands in its line."""

    started_on: str
    ended_on: str
    start: int
    end: int
    is_single: bool = False
    is_open: bool = False


def find_period(line: str) -> Period | None:
    """The first period in a line, else the first date that stands alone; None without any."""
    text = _aligned_plain(line)
    if found := _PERIOD.search(text):
        return _period(found)
    if found := _WITHIN_YEAR.search(text):
        ended_on = _date(found["end"])
        month = found["month"].rstrip(".")
        number = MONTHS.get(month) or int(month)
        if ended_on:
            return Period(f"{ended_on[:4]}-{number:02}", ended_on, *found.span())
    if found := _OPEN.search(text):
        started_on = _date(found["since"] or found["from"] or found["dash"])
        if started_on:
            return Period(started_on, "", *found.span(), is_open=True)
    if found := _SINGLE.search(text):
        date = _date(found["start"])
        if date:
            return Period(date, date, *found.span(), is_single=True)
    return None


def _period(found: re.Match[str]) -> Period | None:
    started_on, end = _date(found["start"]), found["end"]
    if re.fullmatch(_NOW, end):
        return Period(started_on, "", *found.span(), is_open=True)
    ended_on = started_on[:2] + end if re.fullmatch(_SHORT_YEAR, end) else _date(end)
    shared = min(len(started_on), len(ended_on))
    if not shared or ended_on[:shared] < started_on[:shared]:
        # 2019-03 is a month rather than 2019 to 2003.
        date = _date(found[0])
        return Period(date, date, *found.span(), is_single=True)
    return Period(started_on, ended_on, *found.span())


def _aligned_plain(line: str) -> str:
    """`plain`, character by character, so that places stay what they are."""
    return "".join((plain(one) or one)[0] if not one.isspace() else one for one in line)


def _date(text: str) -> str:
    """A date as partial ISO 8601; empty for what is none."""
    if found := _MONTH_YEAR.match(text):
        year = found[2] or _century(found[3])
        return f"{year}-{MONTHS[found[1]]:02}"
    if found := _YEAR_MONTH.match(text):
        return "-".join(part for part in found.groups() if part)
    if found := _DAY_MONTH_YEAR.match(text):
        day, month, year = found[1], int(found[2]), found[3]
        if not 1 <= month <= 12:
            return year
        return f"{year}-{month:02}" + (f"-{int(day):02}" if day and int(day) <= 31 else "")
    found = _YEAR_ALONE.search(text)
    return found[0] if found else ""


def _century(two_digits: str) -> str:
    return ("20" if int(two_digits) <= LATEST % 100 else "19") + two_digits


def without_dates(line: str) -> str:
    """What a line says besides its period and how long that took."""
    period = find_period(line)
    rest = line if period is None else f"{line[: period.start]}\t{line[period.end :]}"
    rest = _blanked(rest, _DURATION)
    rest = re.sub(r"[(\[]\s*[\t ,;:.–—-]*\s*[)\]]", "\t", rest)
    return rest.strip(" \t,;:|·•–—-()[]/")


def _blanked(line: str, pattern: re.Pattern[str]) -> str:
    found = pattern.search(_aligned_plain(line))
    return f"{line[: found.start()]}\t{line[found.end() :]}" if found else line


def is_dates(line: str) -> bool:
    """Whether a line says when, and nothing else of weight."""
    return find_period(line) is not None and len(without_dates(line)) <= 3
