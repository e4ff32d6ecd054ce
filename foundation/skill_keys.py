"""The form in which names of skills are compared. Without Django: CVs are read outside of it."""

from __future__ import annotations

import unicodedata

# Letters with the marks that many scripts write on them, and digits.
TELLING_CATEGORIES = frozenset("LMN")
TELLING_SIGNS = frozenset("+#")  # C++ and C# are not C
# What ASCII becomes: most names are, and tens of thousands are imported at once.
ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)} | {
    ord(sign): sign for sign in TELLING_SIGNS
}


def skill_key(text: str) -> str:
    """The form in which names of skills are compared: `React.js`, `react js` and `React-JS` are
    one. Empty when nothing is left to compare.
    """
    if text.isascii():
        return " ".join(text.lower().translate(ASCII).split())
    normal = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(one if is_telling(one) else " " for one in normal).split())


def is_telling(character: str) -> bool:
    """Whether a character counts when names are compared."""
    return character in TELLING_SIGNS or unicodedata.category(character)[0] in TELLING_CATEGORIES
