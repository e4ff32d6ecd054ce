"""What the text of a saved search says that it is about. Whoever is told of is called so, or can do
it: a word somewhere in a long description is no reason to write to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.search.asking import required
from profiles.search.occupations import SURE
from profiles.search.passages import TELLS_OF_TRADE
from profiles.search.reading import normaliser
from profiles.search.tags import Kind as Tag
from search.entries import Question
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from profiles.search.asking import Rarity
    from profiles.search.meaning import Meaning
    from search.entries import Wanted
    from search.tantivy_index import TantivyIndex


@dataclass(frozen=True)
class Trade:
    """What somebody has to be called, or able to do, of whom a text is to be told."""

    forms: frozenset[str]
    tags: Sequence[int]

    @classmethod
    def of(
        cls,
        telling: Sequence[Wanted],
        rarity: Rarity,
        meaning: Meaning,
        skills: Sequence[int],
    ) -> Trade | None:
        """None of a text without a telling word, such as a phrase: that is asked for strictly."""
        weights = {word: rarity(word) for word in required(telling) if not word.texts}
        if not weights:
            return None
        least = TELLS_OF_TRADE * max(weights.values())
        strong = (word for word, weight in weights.items() if weight >= least)
        sure = [one for one, weight in meaning.occupations.items() if weight > SURE]
        kinds = (Tag.OCCUPATION, Tag.LIKELY_OCCUPATION)
        return cls(
            forms=frozenset(form for word in strong for form in word.forms),
            tags=[kind.tag(one) for one in sure for kind in kinds]
            + [Tag.SKILL.tag(skill) for skill in skills],
        )

    def those_of_it(self, index: TantivyIndex, titles: Mapping[UUID, str]) -> set[UUID]:
        """Those that are of this trade, of some with their headlines or titles."""
        called = {one for one, title in titles.items() if self.forms & _forms(title)}
        others = [one for one in titles if one not in called]
        if not self.tags or not others:
            return called
        question = Question(any_tags=[self.tags], ids=others)
        return called | {hit.id for hit in index.ask(question, limit=len(others)).hits}


def _forms(title: str) -> set[str]:
    return {form for word in with_stems(normaliser().words(title)) for form in word.forms}
