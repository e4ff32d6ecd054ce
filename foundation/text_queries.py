"""Texts that people type, as PostgreSQL's `websearch_to_tsquery` can read them."""

from __future__ import annotations

import re

# A minus without anything to exclude: a bullet, or a line that was drawn with them.
LOOSE_MINUS = re.compile(r'-(?![\w"])')


def for_websearch(text: str) -> str:
    """The text without minuses that exclude nothing. PostgreSQL keeps each on a stack of 32 until
    its word comes, and fails when that is full.
    """
    return LOOSE_MINUS.sub(" ", text)
