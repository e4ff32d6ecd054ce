"""How names of cities are compared. Needs no Django, for whoever makes the list of them."""

from __future__ import annotations

import re

from search.folding import APOSTROPHE, HYPHEN, SIGNS, SPACE, fold

MAX_KEY = 100  # characters
FULL_STOP = "."
PUNCTUATION = str.maketrans(
    dict.fromkeys(SIGNS, SPACE) | {HYPHEN: SPACE, APOSTROPHE: "", FULL_STOP: ""}
)
"""What `fold` leaves of it."""

WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
AS_TWO_LETTERS = re.compile("([aou])e", re.IGNORECASE)


def place_key(name: str) -> str:
    """A place's name as filters compare it: without case, accents, punctuation and repeated spaces;
    Frankfurt (Oder) is Frankfurt/Oder, Xi'an is Xian, and Washington D.C. is Washington DC. What
    has nothing but signs is as it is written.
    """
    words = fold(name).translate(PUNCTUATION).split() or name.casefold().split()
    return " ".join(words)[:MAX_KEY]


def written_out(name: str) -> str:
    """The name with German umlauts as two letters."""
    return name.casefold().translate(WRITTEN_OUT)


def city_keys(name: str) -> tuple[str, ...]:
    """The keys of a city's name, with a German umlaut written as one letter or as two: Köln is
    Koeln.
    """
    spellings = (name, written_out(name), AS_TWO_LETTERS.sub(r"\1", name))
    return tuple(dict.fromkeys(key for one in spellings if (key := place_key(one))))
