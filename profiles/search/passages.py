"""The title or the description of some work, as the index knows its words."""

# ruff: noqa: RUF001  # people write dashes of all kinds

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from profiles.search.occupations import parts_of, telling_words
from profiles.search.scoring import best_score, by_stem
from profiles.search.source import OTHERS, WORDS
from search.entries import Question, Wanted
from search.words import Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from profiles.search.asking import Rarity
    from search.tantivy_index import TantivyIndex

SHORTEST_ENDING = 5  # letters of a known word that an unknown one may end with
SHORTEST_PART = 4
TELLS_OF_TRADE = 0.5  # so rare are words, of the rarest that somebody has, that name a trade
# What stands behind one of these says where, for whom or of what.
BEHIND_THE_TRADE = re.compile(
    r"\s(?:for|of|in|at|near|from|to|on|für|in|im|bei|von|nach|zur|zum|am|an|auf)\s|[,:;(–—]|\s-\s",
    re.IGNORECASE,
)
BEFORE_THE_TRADE = re.compile(r"\ske\s+(?:liye|lie|liy)\s", re.IGNORECASE)


def head_of(title: str) -> tuple[str, str]:
    """What a title asks for, and what else it says: a bookkeeper, for a housing society."""
    if found := BEFORE_THE_TRADE.search(title):
        head, tail = title[found.end() :], title[: found.start()]
        if telling_words(head):
            return head, tail
    for found in BEHIND_THE_TRADE.finditer(title):
        head, tail = title[: found.start()], title[found.end() :]
        if telling_words(head):
            return head, tail
    return title, ""


@dataclass(frozen=True)
class Passage:
    """The telling words that somebody has, the rarest first, each by how rare it is."""

    rarities: Mapping[Wanted, float]

    known_share: float = 0.0
    """Of how rare all its telling words are together: next to nothing of a text in a language that
    nobody writes, whose few known words mean something else.
    """

    unit: float = 1.0
    """The best score of its words."""

    texts: tuple[str, ...] = (WORDS, OTHERS)
    """Those of the index in which they are asked."""

    @property
    def words(self) -> list[Wanted]:
        return [*self.rarities]

    def telling_most(self, share: float) -> list[Wanted]:
        """The words that are at least this share as rare as the rarest."""
        rarest = max(self.rarities.values(), default=0.0)
        return [
            replace(word, texts=self.texts)
            for word, rarity in self.rarities.items()
            if rarity >= share * rarest
        ]

    def weighted(self, share: float, times: Mapping[Wanted, float] | None = None) -> list[Wanted]:
        """The words, so that the best that they score together is this share, as far as the words
        of the passage are known; some so many times more.
        """
        weight = share * self.known_share / self.unit
        return [
            replace(by_stem(word, self.texts), weight=weight * (times or {}).get(word, 1.0))
            for word in self.words
        ]


def read_passage(
    index: TantivyIndex,
    text: str,
    rarity: Rarity,
    *,
    most: int,
    texts: tuple[str, ...] = (WORDS, OTHERS),
    with_parts: bool = False,
) -> Passage:
    """A text of which the `most` rarest words are asked in these texts of an index; with the parts
    of compounds that nobody writes.
    """
    telling = telling_words(text)
    whole = sum(map(rarity, telling))
    known: dict[Wanted, float] = {}
    for word in telling:
        found = [word] if rarity.frequency(word) else []
        if not found and with_parts:
            found = [part for part in _parts(index, word) if rarity.frequency(part)]
        known |= {one: rarity(one) for one in found}
    rarest = sorted(known.items(), key=lambda one: -one[1])[:most]
    share = min(1.0, sum(known.values()) / whole) if whole else 0.0
    passage = Passage(dict(rarest), share, texts=texts)
    if not passage.words:
        return passage
    asked = [by_stem(word, texts) for word in passage.words]
    return replace(passage, unit=best_score(index, Question(telling=asked)))


def _parts(index: TantivyIndex, word: Wanted) -> Iterator[Wanted]:
    """The two words that a word is made of or, where its beginning is no word, its ending."""
    whole = word.forms[0]
    if not whole.isalpha():
        return
    parts = parts_of(index, whole) or ()
    if any(len(part) < SHORTEST_PART for part in parts):
        parts = ()
    endings = (whole[start:] for start in range(1, len(whole) - SHORTEST_ENDING + 1))
    for part in parts or [one for one in endings if index.frequency(one)][:1]:
        yield Wanted(with_stems([Word((part,))])[0].forms)
