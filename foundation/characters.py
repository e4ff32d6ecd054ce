"""Which characters a text may have, so that what is stored is what people see.

Two names that look the same must be the same, and none may be empty to the eye. Characters that
show nothing are dropped wherever they mean nothing: they come along with what is pasted from web
pages, PDFs and office programs, and nobody can find them to take them out. Joiners, variation
selectors and tags stay where a script or an emoji needs them. After Unicode 17, UAX 9, UTR 36,
UTS 51 and RFC 5892, appendix A.
"""

from __future__ import annotations

import re
import unicodedata

# Controls, private use and surrogates, line and paragraph separators.
CONTROL_CATEGORIES = frozenset({"Cc", "Co", "Cs", "Zl", "Zp"})
# Overrides of the writing direction: they make a name read as another one.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

ZERO_WIDTH_SPACE, NON_JOINER, JOINER = "\u200b", "\u200c", "\u200d"
# They have a direction, and move what has none: prose in Arabic and Hebrew needs them at times.
DIRECTION_MARKS = "\u061c\u200e\u200f"
# As the inside of a regular expression's class: what shows nothing by itself. It is
# Default_Ignorable_Code_Point without the overrides of above, with the annotations' marks.
IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065"
    r"\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
# Few dialects of regular expressions can write these: they are no part of the schema's patterns.
IGNORABLE_BEYOND = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
# Looks like a space, and counts as a letter.
BRAILLE_BLANK = "\u2800"

# All that `str.strip` takes away, and what looks like it.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    f"\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000{BRAILLE_BLANK}"
)

# Drawn as nothing, although they count as letters or symbols: the place of an object that is not
# there, a note without a head, blanks between hieroglyphs.
BLANKS = f"{BRAILLE_BLANK}\ufffc\U0001d159\U00013441\U00013442"
# They colour the emoji before them, and alone are a patch of colour.
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
# What shows only with another character, or never: marks, separators, formats and controls.
_NEVER_ALONE = CONTROL_CATEGORIES | {"Mn", "Mc", "Me", "Zs", "Cf"}

_IGNORABLE = re.compile(f"[{IGNORABLE}{IGNORABLE_BEYOND}]")
_MAX_PASSES = 4  # one or two, but for what is made to take more
_VIRAMA = 9  # its combining class
_SELECTORS = re.compile(r"[\ufe00-\ufe0f\u180b-\u180f\U000e0100-\U000e01ef]")
_TAGS = re.compile(r"[\U000e0020-\U000e007f]")
_EMOJI_PRESENTATION = "\ufe0f"
_KEYCAP = "\u20e3"
_BLACK_FLAG = "\U0001f3f4"
_OF_PICTURES = frozenset({"So", "Sm", "Sk"})


def is_control(character: str) -> bool:
    """Whether no text may have it."""
    return character in DIRECTION_OVERRIDES or unicodedata.category(character) in CONTROL_CATEGORIES


def has_invisible(text: str) -> bool:
    """Whether something in it shows nothing: what machines compare, as addresses, has none."""
    return bool(_IGNORABLE.search(text)) or any(map(is_control, text))


def seen(text: str) -> str:
    """What is left to see of a text: how long it is, is told by this."""
    return _IGNORABLE.sub("", text)


def shows(text: str) -> bool:
    """Whether there is anything to see: a character that is drawn by itself. Marks with nothing to
    stand on, blanks of whatever script, and controls are none, however many there are.
    """
    return any(map(_is_drawn, seen(text)))


def _is_drawn(character: str) -> bool:
    return not (
        unicodedata.category(character) in _NEVER_ALONE
        or character in BLANKS
        or character in _SKIN_TONES
        or _is_noncharacter(character)
    )


def _is_noncharacter(character: str) -> bool:
    """Whether it is set apart for programs' own use: no text has it, and no font draws it."""
    return ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"


def as_stored(text: str, *, kept: str = "") -> str:
    """The text composed (NFC), without what shows nothing, except where a script or an emoji needs
    it, and without what looks like white space at either end. What is `kept` counts as such there.

    Stored again it stays as it is: composing moves marks, after which a joiner may mean nothing.
    """
    for _pass in range(_MAX_PASSES):
        stored = unicodedata.normalize("NFC", _without_invisible(text, kept))
        if stored == text:
            return stored
        text = stored
    return unicodedata.normalize("NFC", seen(text)).strip(WHITE_SPACE)


def _without_invisible(text: str, kept: str) -> str:
    if not _IGNORABLE.search(text):
        return text.strip(WHITE_SPACE + kept)
    found: list[str] = []
    for place, character in enumerate(text):
        if (
            character in kept
            or not _IGNORABLE.match(character)
            or _is_needed(character, "".join(found[-2:]), text[place + 1 : place + 2])
        ):
            found.append(character)
    return "".join(found).strip(WHITE_SPACE + kept)


def _is_needed(character: str, before: str, after: str) -> bool:
    """Whether a character that shows nothing changes how its neighbours are shown."""
    last = before[-1:]
    if not last or last in WHITE_SPACE:
        return False
    if character in (JOINER, NON_JOINER) and (_is_virama(last) or _is_virama(after)):
        return True
    if character == JOINER:
        return _is_emoji(last.replace(_EMOJI_PRESENTATION, "") or before[:1]) and _is_emoji(after)
    if character == NON_JOINER:
        return _is_cursive(last) and _is_cursive(after)
    if _SELECTORS.match(character):
        return after == _KEYCAP or (_has_variants(last) and not _IGNORABLE.match(last))
    if _TAGS.match(character):  # the flags of regions, as Scotland's
        return last == _BLACK_FLAG or bool(_TAGS.match(last))
    return False


def _is_virama(character: str) -> bool:
    """Whether it makes a conjunct of two consonants, as in most scripts of India."""
    return bool(character) and unicodedata.combining(character) == _VIRAMA


def _is_emoji(character: str) -> bool:
    """Whether it may be part of one: a picture, an arrow, or the colour of a skin."""
    return character > "\u2000" and (
        unicodedata.category(character) in _OF_PICTURES
        or "\U0001f000" <= character <= "\U0001faff"  # also those that are younger than Python
    )


def _is_cursive(character: str) -> bool:
    """Whether it is a letter, or a mark on one, of a script that joins its letters."""
    return unicodedata.category(character or " ") in {"Mn", "Lo"} and (
        "\u0600" <= character <= "\u08ff" or "\u1800" <= character <= "\u18af"
    )


def _has_variants(character: str) -> bool:
    """Whether fonts show it in several ways: pictures, ideographs, Mongolian letters."""
    return character > "\u0fff" or unicodedata.category(character) == "So"
