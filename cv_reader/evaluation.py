"""How well CVs are read: what was found against what a labelled set says is there.

Precision is the share of what was found that is right, recall the share of what is there that was
found; both over the whole set (micro-averaged). An experience is right when title, organisation
and both dates are; an education when institution, degree and both dates are. Texts are compared
without case, accents and punctuation, and may differ by a tenth of their letters: what is right in
substance but keeps, say, a bracket is no mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from cv_reader.lexicon import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ALIKE = 90  # of 100
KINDS = ("skills", "experience", "education", "languages", "links")


@dataclass
class Score:
    """How much was found, was there, and was both; and what was wrong."""

    found: int = 0
    there: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def compare(
    score: Score, found: Iterable[Any], there: Iterable[Any], same: Callable[..., bool]
) -> None:
    """Add one document's to a score; each thing that is there counts once."""
    left = list(there)
    score.there += len(left)
    for one in found:
        score.found += 1
        match = next((other for other in left if same(one, other)), None)
        if match is None:
            score.wrong.append(str(one))
        else:
            left.remove(match)
            score.right += 1
    score.missed += [str(one) for one in left]


def same_entry(*texts: str) -> Callable[[dict[str, str], dict[str, str]], bool]:
    """Whether two entries agree in these texts and in both dates."""

    def same(found: dict[str, str], there: dict[str, str]) -> bool:
        return all(alike(found.get(name, ""), there.get(name, "")) for name in texts) and all(
            found.get(name, "") == there.get(name, "") for name in ("started_on", "ended_on")
        )

    return same


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same in substance."""
    one, other = (re.sub(r"[\W_]+", " ", plain(text)).strip() for text in (one, other))
    return one == other or fuzz.ratio(one, other) >= ALIKE


def same_link(found: str, there: str) -> bool:
    """Whether two addresses lead to the same page."""
    return found.rstrip("/").casefold() == there.rstrip("/").casefold()


SAME: dict[str, Callable[..., bool]] = {
    "skills": str.__eq__,
    "experience": same_entry("title", "organisation"),
    "education": same_entry("institution", "degree"),
    "languages": str.__eq__,
    "links": same_link,
}
