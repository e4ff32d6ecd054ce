"""Who has all the words of a text, or enough of them: what is counted, and what others lack."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from profiles.search import asking
from profiles.search.nearby import CELL
from profiles.search.scoring import which_words
from search.entries import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from uuid import UUID

    from profiles.search.asking import Rarity
    from search.entries import Hit, Wanted
    from search.tantivy_index import TantivyIndex

BEST = 1_000  # by relevance, of which those who have enough words of a long text are good matches
MANY = 100  # profiles that are asked about at once
MAX_LACKING = 8  # words that are looked for in each profile of a page: those that tell most


class GoodMatches:
    """The good matches of a text.

    Of up to `MAX_EXACT` words, whoever has one of the smallest sets that are enough; of more, those
    of the `BEST` by relevance who have enough.
    """

    def __init__(
        self,
        index: TantivyIndex,
        base: Question,
        telling: Sequence[Wanted],
        rarity: Rarity,
        by_relevance: Callable[[], Question],
    ) -> None:
        self.index = index
        self.base = base
        self.telling = telling
        self.rarity = rarity
        self.by_relevance = by_relevance

    @cached_property
    def weights(self) -> dict[Wanted, float]:
        return {word: self.rarity(word) for word in asking.required(self.telling)}

    @property
    def required(self) -> list[str]:
        """The words, as they are compared, in the order of the text."""
        return [word.forms[0] for word in self.weights]

    @property
    def is_long(self) -> bool:
        return len(self.weights) > asking.MAX_EXACT

    @cached_property
    def best_hits(self) -> Sequence[Hit]:
        """The best by relevance, with their quality and cell."""
        return self.index.ask(self.by_relevance(), limit=BEST, numbers=["quality", CELL]).hits

    @cached_property
    def best(self) -> list[UUID]:
        return [hit.id for hit in self.best_hits]

    @property
    def is_exact(self) -> bool:
        """Whether everybody was looked at who may be a good match."""
        return not self.is_long or len(self.best) < BEST

    @cached_property
    def question(self) -> Question:
        """Finds them, and nobody else."""
        if self.is_long:
            return replace(self.base, ids=self._of_best)
        sets = asking.enough(self.telling, self.rarity) if self.telling else []
        return replace(self.base, enough=sets)

    @cached_property
    def _of_best(self) -> list[UUID]:
        weighed = Question(weighed=self.weights, ids=self.best)
        hits = self.index.ask(weighed, limit=BEST).hits
        return [hit.id for hit in hits if hit.score >= self._needed]

    @cached_property
    def count(self) -> int:
        """How many there are."""
        if self.is_long:
            return len(self._of_best)
        return self.index.ask(self.question, limit=1, with_count=True).count or 0

    @cached_property
    def _needed(self) -> float:
        return asking.share_needed(self.weights)

    def lacking(self, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """Of those of these profiles that are no good matches: the words that they do not have, of
        those that tell most.
        """
        looked_for = set(sorted(self.weights, key=self.rarity, reverse=True)[:MAX_LACKING])
        words = [word for word in self.weights if word in looked_for]
        had = which_words(self.index, words, ids)
        return {
            one: [word.forms[0] for word in words if word not in had[one]]
            for one in ids
            if not self._is_good(one, had[one])
        }

    def _is_good(self, profile_id: UUID, had: Collection[Wanted]) -> bool:
        """Whether a profile that has these words, of all if they are few, has enough of them."""
        if self.is_long:
            return profile_id in self._of_best
        return sum(self.weights[word] for word in had) >= self._needed

    def among(self, question: Question, ids: Collection[UUID]) -> set[UUID]:
        """Those of these profiles that a question finds."""
        if question.ids is not None:
            ids = set(ids) & set(question.ids)
        elif len(ids) > MANY:
            # To ask about many costs more than to ask for all, as long as these are few.
            hits = self.index.ask(question, limit=BEST).hits
            if len(hits) < BEST:
                return {hit.id for hit in hits} & set(ids)
        found = self.index.ask(replace(question, ids=[*ids]), limit=len(ids))
        return {hit.id for hit in found.hits}
