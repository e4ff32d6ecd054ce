"""What a text means beside its words: occupations, which whoever is found may be called after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from profiles.search.occupations import SURE, is_a_name
from profiles.search.scoring import which_words
from profiles.search.tags import Kind
from profiles.search.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search.entries import Question, Wanted
    from search.tantivy_index import TantivyIndex

# Shares of the best score of the words. Learnt with `make bench-relevance`.
SHARE = 1.0
MODEST_SHARE = 0.4  # of a long text, or of the name of a skill: the words say it
LIKELY = 0.3  # as much counts an occupation that a headline only may mean


def scores_of(shares: Mapping[int, float]) -> dict[int, float]:
    """By the tags of occupations: their scores, and less where a headline only may mean them."""
    scores = {}
    for occupation, share in shares.items():
        scores[Kind.OCCUPATION.tag(occupation)] = share
        scores[Kind.LIKELY_OCCUPATION.tag(occupation)] = LIKELY * share
    return scores


@dataclass(frozen=True)
class Meaning:
    """The words of a text that tell what is looked for, and the occupations that they may mean,
    with their weights.
    """

    words: Sequence[Wanted]
    occupations: Mapping[int, float]

    def scores(self, unit: float) -> dict[int, float]:
        """By tags: what occupations add to a score, where the best of the words alone is `unit`."""
        is_asked = is_a_name(self.words) and not self._is_a_skill()
        share = (SHARE if is_asked else MODEST_SHARE) * unit
        return scores_of({one: share * weight for one, weight in self.occupations.items()})

    def _is_a_skill(self) -> bool:
        """Whether the text names a skill and says nothing else."""
        return vocabulary.names_a_skill(" ".join(word.forms[0] for word in self.words))

    def standing_for(self, words: Sequence[Wanted], index: TantivyIndex | None) -> list[Wanted]:
        """The words, each with the tags of those who have it by what they are called: a pipe fitter
        is a plumber. The index is that of occupations.
        """
        sure = [UUID(int=one) for one, weight in self.occupations.items() if weight > SURE]
        if not sure or index is None or not is_a_name(self.words):
            return list(words)
        asked = [replace(word, texts=(), tolerated=0) for word in words]
        called_so = which_words(index, asked, sure)

        def with_tags(word: Wanted, plain: Wanted) -> Wanted:
            those = (occupation.int for occupation in sure if plain in called_so[occupation])
            return replace(word, tags=tuple(map(Kind.OCCUPATION.tag, those)))

        return [
            word if word.texts else with_tags(word, plain)
            for word, plain in zip(words, asked, strict=True)
        ]

    def instead_of_words(self, base: Question) -> Question | None:
        """What finds whoever is surely called so; None where no occupation is sure."""
        sure = [one for one, weight in self.occupations.items() if weight > SURE]
        if not sure:
            return None
        meant = [Kind.OCCUPATION.tag(one) for one in sure]
        return replace(base, any_tags=[*base.any_tags, meant])
