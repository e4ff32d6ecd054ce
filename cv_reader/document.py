"""What a document is to the reader: lines of text, in the order in which a person reads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

MOST_CHARACTERS = 200_000
MOST_PAGES = 30

# Between cells that stand beside each other in a row.
CELL = "\t"
BULLETS = "•·▪◦‣⁃∙●○■□▸►▶➢➤✓✔✦★❖◆◇♦✱⚫→»\uf0b7\uf0a7\uf0d8\uf076\uf0fc"  # the last of Symbol fonts
_BULLET = re.compile(rf"^\s*(?:[{BULLETS}]+|[-–—*+o](?=\s))\s*")
_SPACES = re.compile(r"[^\S\t\n]+")
# Marks and invisible characters that only lay the text out.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\x00"))
_HYPHENS = {ord(one): "-" for one in "\u2010\u2011\u2043"}
_PAGE_NUMBER = re.compile(
    r"^(?:page|seite|página|pagina|prishth)?\s*\d{1,3}(?:\s*(?:/|of|von|sur|de)\s*\d{1,3})?$",
    re.IGNORECASE,
)


Cleaned = tuple[str, bool, int]  # a line's text, whether it is a bullet, its indent


class Refused(Exception):
    """The document cannot be used; `code` says why for programs."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Line:
    """A line and where its text stands in the whole; `gap` when there is space above it, and
    `indent` in spaces from the left.
    """

    text: str
    start: int
    is_bullet: bool
    gap: bool
    indent: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class Raw:
    """Lines as a format gives them; an empty one stands for space between two."""

    lines: list[str] = field(default_factory=list)
    pages: int = 1


@dataclass(frozen=True)
class Text:
    """The normalised text and its lines."""

    whole: str
    lines: list[Line]


def normalise(raw: Raw) -> Text:
    """One form for what documents write in many: ligatures taken apart, words that a line's end
    broke put together, bullets and page numbers set aside.

    Raises Refused when there is no text, or too much.
    """
    if sum(map(len, raw.lines)) > MOST_CHARACTERS:
        raise Refused("too_long")
    lines: list[Line] = []
    start, gap = 0, False
    for text, is_bullet, indent in _joined([_clean(one) for one in raw.lines]):
        if not text:
            gap = True
            continue
        lines.append(Line(text, start, is_bullet, gap, indent))
        start, gap = start + len(text) + 1, False
    if sum(map(str.isalpha, "".join(line.text for line in lines))) < 20:
        raise Refused("no_text")
    return Text("\n".join(line.text for line in lines), lines)


def _clean(line: str) -> Cleaned:
    text = unicodedata.normalize("NFKC", line.replace("…", "...")).translate(_INVISIBLE)
    text = "".join(
        one
        if one == CELL or unicodedata.category(one) not in {"Cc", "Cs", "Co"} or one in BULLETS
        else " "
        for one in text.translate(_HYPHENS)
    )
    bare = _BULLET.sub("", text, count=1)
    cells = (_SPACES.sub(" ", cell).strip() for cell in bare.split(CELL))
    cleaned = CELL.join(cell for cell in cells if cell)
    if _PAGE_NUMBER.match(cleaned) and not (cleaned.isdigit() and len(cleaned) == 4):
        cleaned = ""
    return cleaned, bool(cleaned) and bare != text, len(line) - len(line.lstrip(" "))


def _joined(lines: list[Cleaned]) -> list[Cleaned]:
    """The lines, with a word that was broken at a line's end whole again on the first line."""
    joined: list[Cleaned] = []
    for text, is_bullet, indent in lines:
        before = joined[-1][0] if joined else ""
        is_rest = (
            text[:1].islower()
            and not is_bullet
            and before.endswith("-")
            and before[-2:-1].isalpha()
            and before[-2:-1].islower()
        )
        if is_rest:
            rest, _, others = text.partition(" ")
            joined[-1] = (before[:-1] + rest, *joined[-1][1:])
            if others:
                joined.append((others, False, indent))
        else:
            joined.append((text, is_bullet, indent))
    return joined
