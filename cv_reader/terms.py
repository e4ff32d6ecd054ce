"""The phrases of a text that may name a skill, in the form in which the vocabulary is keyed."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.skill_keys import is_telling

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WORDS = 6
# What may stand between the words of one name: `CI/CD`, `Node.js`, `Object-Oriented`, a line's end.
_WITHIN = re.compile(r"^(?:[ \n]|[-/.'’&]|\s[&/-]\s|\.\s?(?=js))$")


@dataclass(frozen=True)
class Term:
    """A phrase and where it stands."""

    key: str
    start: int
    end: int

    def is_within(self, spans: list[tuple[int, int]]) -> bool:
        """Whether it overlaps one of the spans, which are in order and apart."""
        index = bisect_right(spans, (self.end, -1)) - 1
        return index >= 0 and spans[index][1] > self.start


def find(text: str) -> Iterator[Term]:
    """All runs of up to six words that nothing parts."""
    words = list(_words(text))
    for index, (start, end) in enumerate(words):
        key = text[start:end].lower()
        yield Term(key, start, end)
        for following in range(index + 1, min(index + MOST_WORDS, len(words))):
            next_start, next_end = words[following]
            if not _WITHIN.match(text[end:next_start]):
                break
            key, end = f"{key} {text[next_start:next_end].lower()}", next_end
            yield Term(key, start, end)


def _words(text: str) -> Iterator[tuple[int, int]]:
    start = None
    for index, character in enumerate(text):
        if is_telling(character):
            start = index if start is None else start
        elif start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, len(text)
