"""What the parts of a heading line are: a title, an organisation, a degree, a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cv_reader.lexicon import plain
from cv_reader.occupations import (
    DEGREE_WORDS,
    INSTITUTION_ENDS,
    INSTITUTION_WORDS,
    ORGANISATION_WORDS,
    TITLE_ENDS,
    TITLE_WORDS,
)

_STRONG = re.compile(r"\s*(?:\t|\||·|•|;|\s[-–—/]\s|\s[-–—](?=\S)|–\s|—)\s*")
_COMMA = re.compile(
    r",\s+(?!(?:inc|ltd|llc|llp|s\.?a|s\.?l|gmbh|pvt|plc|corp|co)\b)", re.IGNORECASE
)
_AT = re.compile(r"\s+(?:at|@|bei(?:\s+de[rm])?|chez|with)\s+", re.IGNORECASE)
_WEAK_AT = re.compile(r"\s+(?:en|in|for|für|fuer|pour|para|mein|main|à|an der)\s+", re.IGNORECASE)
_ENUMERATION = re.compile(r"^\(?\d{1,2}[.)]\s+")
_WORD = re.compile(r"[^\W\d_][\w.&'’-]*")
_LEGAL = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|mbh|e\.\s?v|ltd|limited|inc|llc|llp|plc|corp|corporation|pvt|sarl|sasu?|eurl|"
    r"s\.a\.?|s\.l\.?u?|s\.a\.s|s\.a\.r\.l|& co|& sons|& söhne|gbr|ug)(?:\b|\.|$)",
    re.IGNORECASE,
)
_LABELS = {
    plain(word): role
    for role, words in {
        "title": "designation,role,position,title,job title,post,pad,poste,puesto,cargo,stelle",
        "organisation": "company,employer,organisation,organization,client,firm,company name,"
        "organisation name,arbeitgeber,firma,entreprise,employeur,empresa,sanstha,company ka naam",
        "period": "duration,period,dates,tenure,from,zeitraum,periode,periodo,avadhi,samay,date",
        "institution": "institution,university,college,school,institute,board,vidyalaya",
        "degree": "degree,course,qualification,abschluss,diplome,titulo,upadhi",
    }.items()
    for word in words.split(",")
}


@dataclass(frozen=True)
class Piece:
    """A part of a line; `role` when a label says what it is."""

    text: str
    role: str = ""


def pieces(line: str) -> list[Piece]:
    """The parts of a line that strong marks separate. Commas do not: titles have them too."""
    line = _ENUMERATION.sub("", line)
    label, colon, rest = line.partition(":")
    role = _LABELS.get(plain(label)) if colon else None
    if role and rest.strip():
        return [Piece(_trimmed(rest), role)]
    found = [_trimmed(one) for one in _STRONG.split(line)]
    return [Piece(one) for one in found if any(map(str.isalpha, one))]


def comma_parts(text: str) -> list[str]:
    """The parts of a text that commas separate; legal forms stay with their name."""
    return [part for one in _COMMA.split(text) if (part := _trimmed(one))]


def at_parts(text: str, *, weak: bool = False) -> tuple[str, str] | None:
    """`Painter at Schmidt` in two. `weak` takes prepositions that stand in titles as well."""
    found = list((_WEAK_AT if weak else _AT).finditer(text))
    if not found:
        return None
    last = found[-1] if weak else found[0]
    before, after = _trimmed(text[: last.start()]), _trimmed(text[last.end() :])
    return (before, after) if before and after and after[:1].isupper() else None


def _trimmed(text: str) -> str:
    text = text.strip(" \t,;:|·•–—-/")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    if text.count("(") > text.count(")"):
        text = text.replace("(", "", 1).strip()
    return text.rstrip(".") if text.count(".") == 1 and len(text) > 6 else text


def _tokens(text: str) -> list[str]:
    bare = re.sub(r"\([^)]*\)|[/*]\s?-?(?:in|innen|r|frau|euse|rice|e|ne|ère|a)\b", " ", text)
    return [plain(word).strip(".-'’") for word in _WORD.findall(bare)]


def title_score(text: str) -> int:
    """How much a text looks like the title of a position, from 0 to 3."""
    words = [part for word in _tokens(text) for part in (word, *word.split("-"))]
    is_title = [word in TITLE_WORDS or word.endswith(TITLE_ENDS) for word in words]
    if not any(is_title):
        return 0
    return 1 + (is_title[0] or is_title[-1]) + (len(words) <= 6)


def organisation_score(text: str) -> int:
    """How much a text looks like the name of an organisation, from 0 to 4."""
    if _LEGAL.search(text):
        return 4
    words = _tokens(text)
    if any(word in ORGANISATION_WORDS for word in words):
        return 2
    return 0


def institution_score(text: str) -> int:
    """How much a text looks like a place of learning, from 0 to 2."""
    if degree_score(text) == 3:
        # "ITI Certificate" is none.
        return 0
    words = [part for word in _tokens(text) for part in (word, *word.split("-"))]
    found = [word in INSTITUTION_WORDS or word.endswith(INSTITUTION_ENDS) for word in words]
    return 2 * any(found)


# Indian industrial training institutes, as which their certificate goes: `ITI (Electrician)`.
_TRADE_SCHOOL = re.compile(r"ITI\s*\(", re.IGNORECASE)
_DEGREES = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(re.escape(word) for word in sorted(DEGREE_WORDS, key=len, reverse=True))
    + r")(?![\w])"
)


def degree_score(text: str) -> int:
    """How much a text looks like a degree, from 0 to 3: most when it begins with one."""
    if _TRADE_SCHOOL.match(text):
        return 3
    found = _DEGREES.search(plain(text))
    return 0 if not found else 3 if found.start() == 0 else 2
