"""A text and filters, as questions for the engine."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from profiles.search import asking
from profiles.search.decisive_skills import DecisiveSkills
from profiles.search.good_matches import GoodMatches
from profiles.search.meaning import Meaning
from profiles.search.occupations import Finder, is_a_name, parts_of
from profiles.search.query import match_of
from profiles.search.scoring import (
    best_score,
    by_stem,
    has_one_stem,
    is_right,
    nearly,
    rarity_in,
)
from profiles.search.source import NAMES, OTHERS, WORDS
from profiles.search.tags import Kind
from search.entries import Question, Wanted
from search.words import Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from profiles.search.query import Criteria
    from search.tantivy_index import TantivyIndex

# Shares of the best score of the words. Learnt with `make bench-relevance`.
SKILL_SHARE = 0.15
PROVED_SHARE = 0.05
MAX_NAME = 4  # words of somebody's name


class TextSearch:
    """A text and filters, asked of the index as it is at this moment."""

    def __init__(self, index: TantivyIndex, criteria: Criteria) -> None:
        self.index = index
        self.unseen = criteria.unseen
        self.nearby = criteria.nearby
        self.finder = Finder.now()
        text = asking.read(criteria.q)
        self.read = text
        self.match = match = match_of(replace(criteria, q=text.plain))
        self.rarity = rarity_in(index)
        self.telling = self._as_people_have_them(asking.rarest(text.telling, self.rarity))
        self.base = replace(match.question, phrases=text.phrases, excluded=text.excluded)
        self.matches = GoodMatches(
            index, self.base, self._required, self.rarity, lambda: self.by_relevance
        )

    def _as_people_have_them(self, telling: list[Wanted]) -> list[Wanted]:
        """Words as others write them: two as one, one as two, or with a typo."""
        joined = asking.with_joined(telling, lambda word: self.index.frequency(word) > 0)
        is_short = len(telling) <= asking.MAX_JOINED
        return [one for word in joined for one in self._forgiven(word, is_short=is_short)]

    def _forgiven(self, wanted: Wanted, *, is_short: bool) -> Sequence[Wanted]:
        """A word of a short text that nobody has is asked with a typo or two, unless the vocabulary
        has it: it may be somebody's name, but a mason is not Manon. Where nobody has nearly that,
        it is asked as the two words that somebody writes in its place.
        """
        word = wanted.forms[0]
        if not is_short or wanted.texts or is_right(wanted, self.rarity):
            return (wanted,)
        mistyped = nearly(wanted)
        if word.isalpha() and not self._is_somebodys(mistyped):
            parts = parts_of(self.index, word)
            # Otherwise "leaking" were Lea King's.
            if parts and self.index.ask(Question(phrases=[parts]), limit=1).hits:
                return [Wanted(with_stems([Word((part,))])[0].forms) for part in parts]
        return (mistyped,)

    def _is_somebodys(self, *words: Wanted) -> bool:
        """Whether somebody has all these words."""
        question = Question(enough=[words], excluded_ids=self.unseen)
        return bool(self.index.ask(question, limit=1).hits)

    @cached_property
    def by_relevance(self) -> Question:
        """Whoever has any telling word, a skill that the text names, or an occupation that it may
        mean.
        """
        words = replace(self.base, telling=[*_scored(self.telling)])
        if self.is_somebodys_name:  # and no skill is asked for, nor an occupation
            return words
        unit = best_score(self.index, words)
        preferred = dict.fromkeys(self.match.asked_skills, SKILL_SHARE * unit)
        preferred |= {
            Kind.PROVED_SKILL.tag(skill): PROVED_SHARE * unit for skill in self.match.asked_skills
        }
        preferred |= self.meaning.scores(unit)
        weighed = self.decisive.scores(unit, self.rarity, self.matches.telling)
        return replace(words, preferred=preferred, weighed=weighed)

    @cached_property
    def decisive(self) -> DecisiveSkills:
        """The skills of a short text that decide who is meant."""
        if self.is_somebodys_name or not is_a_name(self.read.telling):
            return DecisiveSkills({})
        return DecisiveSkills.within(
            self.read.plain, self.finder.occupations, self.match.implied_skills
        )

    @property
    def _required(self) -> list[Wanted]:
        """The words that a good match has all or enough of, or is called so that it means them."""
        words = self.decisive.required(self.telling) or self.telling
        return self.meaning.standing_for(asking.required(words), self.finder.occupations)

    @cached_property
    def meaning(self) -> Meaning:
        """Who asks for Will Baker asks for no baker."""
        words = [word for word in self.read.telling if not word.texts]
        is_name = self.is_somebodys_name
        return Meaning(words, {} if is_name else self.finder.of_query(words))

    @cached_property
    def is_somebodys_name(self) -> bool:
        """Whether several words were typed, and somebody is called by all of them."""
        is_short = 1 < len(self.read.telling) <= MAX_NAME
        return is_short and self._is_somebodys(*self._as_names)

    def called_so(self, ids: Sequence[UUID]) -> set[UUID]:
        """Those of these profiles whose owners are called by all words, of several."""
        if not self.is_somebodys_name:
            return set()
        return self.matches.among(Question(enough=[self._as_names]), ids)

    @property
    def _as_names(self) -> list[Wanted]:
        return [replace(word, texts=(NAMES,)) for word in self.read.telling]

    @cached_property
    def good(self) -> Question:
        """Whoever has enough of the telling words or, where nobody has, an occupation that the text
        means, unless a skill is asked for.
        """
        by_words = self.matches.question
        if self.decisive or self.matches.count:
            return by_words
        return self.meaning.instead_of_words(self.base) or by_words

    def count(self, good: Question) -> int:
        """How many a question for good matches finds."""
        if good is self.matches.question:
            return self.matches.count
        return self.index.ask(good, limit=1, with_count=True).count or 0

    def lacking(self, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        """What each of these profiles lacks that is no good match."""
        lacking = self.matches.lacking(ids)
        if self.good is self.matches.question:
            return lacking
        good = self.matches.among(self.good, ids)
        return {one: words for one, words in lacking.items() if one not in good}


def _scored(telling: Sequence[Wanted]) -> Iterator[Wanted]:
    """A word counts once: what is said by its stem, which every form of it has, and a name as it is
    written.
    """
    for wanted in telling:
        if wanted.texts or not has_one_stem(wanted):
            yield wanted
        else:
            yield by_stem(wanted, (WORDS, OTHERS))
            yield replace(wanted, forms=wanted.forms[:1], texts=(NAMES,))
