"""What files are called by those who send them: shown as text, and never a path."""

from __future__ import annotations

from typing import Any

from foundation.characters import shows

MAX_NAME_LENGTH = 150


def clean_name(file: Any) -> str:
    """The name of an uploaded file without what could break a header or a page."""
    given = str(getattr(file, "name", "") or "")
    return "".join(letter for letter in given if letter.isprintable())[-MAX_NAME_LENGTH:]


def safe_name(
    file: Any, *, ending: str, other_endings: tuple[str, ...] = (), otherwise: str
) -> str:
    """What to call an uploaded file where it is downloaded: its name without what could be a path,
    with the ending of what it is, and not with one that would have it run. `otherwise` stands for
    a name of which nothing can be seen.
    """
    name = clean_name(file).replace("/", "_").replace("\\", "_").rstrip(". ")
    for one in (ending, *other_endings):
        if name.lower().endswith(one):
            name = name[: -len(one)]
            break
    name = name.strip(". ")
    return (name if shows(name) else otherwise) + ending
