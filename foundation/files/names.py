"""What files are called by those who send them: shown as text, and never a path."""

from __future__ import annotations

from typing import Any

MAX_NAME_LENGTH = 150


def clean_name(file: Any) -> str:
    """The name of an uploaded file without what could break a header or a page."""
    given = str(getattr(file, "name", "") or "")
    return "".join(letter for letter in given if letter.isprintable())[-MAX_NAME_LENGTH:]
