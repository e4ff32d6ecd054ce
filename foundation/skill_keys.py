"""The form in which names of skills are compared. Without Django: CVs are read outside of it."""

from __future__ import annotations

import unicodedata

# Letters with the marks that many scripts write on them, and digits.
TELLING_CATEGORIES = frozenset("LMN")
TELLING_SIGNS = frozenset("+#")  # C++ and C# are not C


def skill_key(text: str) -> str:
    """The form in which names of skills are compared: `React.js`, `react js` and `React-JS` are
    one. Empty when nothing is left to compare.
    """
    normal = unicodedata.normalize("NFKC", text).lower()
    return " ".join("".join(one if is_telling(one) else " " for one in normal).split())


def is_telling(character: str) -> bool:
    """Whether a character counts when names are compared."""
    return character in TELLING_SIGNS or unicodedata.category(character)[0] in TELLING_CATEGORIES
