"""The languages that somebody speaks, and how well."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale

from cv_reader.findings import Finding
from cv_reader.lexicon import FLUENCIES, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv_reader.document import Line

NAMED_IN = ("en", "de", "fr", "es", "hi", "it", "pt", "nl")
ROMANISED = {
    **{"angrezi": "en", "angreji": "en", "hindi": "hi", "marathi": "mr", "gujarati": "gu"},
    **{"urdu": "ur", "punjabi": "pa", "bangla": "bn", "mandarin": "zh", "farsi": "fa"},
    **{"castellano": "es", "castilian": "es", "sanskrit": "sa", "bhojpuri": "bho"},
    **{"tagalog": "tl", "flemish": "nl", "pidgin": "pcm", "oriya": "or", "catalan": "ca"},
}
SURE, LIKELY = 0.95, 0.75
_ITEMS = re.compile(r"\t|[,;|•·/]|\s[-–—]\s|\s(?:and|und|et|y|aur)\s|[()]|:")


@cache
def names() -> dict[str, str]:
    """The code of each language by its names in several languages."""
    found = dict(ROMANISED)
    for locale in NAMED_IN:
        for code, name in Locale(locale).languages.items():
            if code.isalpha() and len(code) <= 3 and len(name) > 2:
                found.setdefault(plain(name), code)
    return found


def find(lines: list[Line]) -> Iterator[Finding]:
    """The languages in the lines of their section, each with what stands next to it."""
    seen: set[str] = set()
    waiting: tuple[str, int, int] | None = None
    for line in lines:
        for start, end, text in _items(line):
            code = _language(text)
            fluency = _fluency(text)
            if code and code not in seen:
                if waiting:
                    yield _finding(waiting, "")
                seen.add(code)
                waiting = (code, line.start + start, line.start + end)
                if not fluency:
                    continue
            if waiting and fluency:
                yield _finding((waiting[0], waiting[1], line.start + end), fluency)
                waiting = None
    if waiting:
        yield _finding(waiting, "")


def speaks(text: str) -> bool:
    """Whether a text names a language that people speak."""
    return any(word in names() for word in plain(re.sub(r"[^\w\s]", " ", text)).split())


def _finding(found: tuple[str, int, int], fluency: str) -> Finding:
    code, start, end = found
    value = {"language": code, "fluency": fluency}
    return Finding("language", value, start, end, SURE if fluency else LIKELY)


def _items(line: Line) -> Iterator[tuple[int, int, str]]:
    start = 0
    for mark in [*_ITEMS.finditer(line.text), None]:
        end = mark.start() if mark else len(line.text)
        text = line.text[start:end]
        if text.strip():
            yield start + len(text) - len(text.lstrip()), start + len(text.rstrip()), text.strip()
        start = mark.end() if mark else end


def _language(text: str) -> str | None:
    """The language at the beginning of an item; two words count together where they are one."""
    words = plain(text).split()
    known = names()
    candidates = [" ".join(words[:2]), *(words[:1] if words else []), *(words[-1:])]
    return next((known[one] for one in candidates if one in known), None)


def _fluency(text: str) -> str:
    words = plain(text).replace(".", "").split()
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if phrase in FLUENCIES:
                return FLUENCIES[phrase]
    return ""
