"""How many there are of something, in the English of commands and checks."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 task`, `2 tasks`; `many` is for what takes more than an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
