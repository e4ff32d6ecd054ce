"""Characters as they are compared: without case, accents and what cannot be seen.

Unicode's NFKC first (ligatures, full width, superscripts), then one character at a time. Nothing
depends on the locale of a server.
"""

# ruff: noqa: RUF001  # characters that look like others are what this is about

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, as they are written without them.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"ё": "е", "ς": "σ"}
)
APOSTROPHES = frozenset("'`´ʹʻʼʽˈ‘’‛′＇")
HYPHENS = frozenset("-‐‑﹣－")  # other dashes stand between words
APOSTROPHE, HYPHEN, SPACE = "'", "-", " "
SIGNS = frozenset("+#./&")  # part of a word where the vocabulary says so: C++, .NET, CI/CD
# Marks on Latin and Greek letters are accents; those of other scripts are part of the spelling.
ACCENTED_SCRIPTS = ("LATIN", "GREEK")
ACCENTS = (range(0x0300, 0x0370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00))
# Vowels of Arabic and points of Hebrew are left out by nearly everybody; and what stretches a word.
UNWRITTEN = (range(0x0591, 0x05C8), range(0x064B, 0x0653), range(0x0670, 0x0671))
STRETCH = "\u0640"


class _Folding(dict[int, str]):
    """What each character becomes, made when it is first met. For `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    if character in APOSTROPHES:
        return APOSTROPHE
    if character in HYPHENS:
        return HYPHEN
    if character in SIGNS:
        return character
    if character == STRETCH or any(ord(character) in marks for marks in UNWRITTEN):
        return ""
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Cs", "Cn", "Co"):
        return SPACE if character.isspace() else ""
    if category[0] not in "LMN" or any(ord(character) in accents for accents in ACCENTS):
        return "" if category[0] == "M" else SPACE
    return _without_accents(character.casefold()).translate(PLAIN)


def _without_accents(text: str) -> str:
    if not unicodedata.name(text[0], "").startswith(ACCENTED_SCRIPTS):
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


_folding = _Folding()


def fold(text: str) -> str:
    """The text as it is compared: letters, marks and digits, apostrophes as ', hyphens as -, the
    signs of `SIGNS`, and a space for everything else. To fold twice changes nothing.
    """
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFC", text.translate(_folding))
