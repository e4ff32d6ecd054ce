"""Text as people paste it."""

from __future__ import annotations

import re

from cv_reader.document import CELL, Raw, Refused
from cv_reader.formats import decode

# Three spaces, tabs, or leaders of dashes or dots.
_WIDE_GAP = re.compile(r"(?<=\S)(?: {3,}|\t+|\s+[-.·_]{3,}\s+)(?=\S)")
_RULE = re.compile(r"^\s*[-=_*~#]{3,}\s*$")


def read(content: bytes) -> Raw:
    """The lines of a text; gaps of three spaces or a tab separate cells. Raises Refused."""
    text = decode(content)
    if text is None:
        raise Refused("corrupt")
    lines = text.replace("\f", "\n").splitlines()
    return Raw(["" if _RULE.match(line) else _WIDE_GAP.sub(CELL, line) for line in lines])
