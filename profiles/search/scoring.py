"""How words are asked and scored, of whichever index: freelancers, projects, or either for the
other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from profiles.search.asking import Rarity
from profiles.search.vocabulary import tolerated, vocabulary
from search.entries import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from profiles.search.meaning import Meaning
    from search.entries import Wanted
    from search.tantivy_index import TantivyIndex

MAX_FORMS = 2  # of a word: as it is written, and its stem


def has_one_stem(wanted: Wanted) -> bool:
    """Whether it is one word, as it was typed, and not several with OR between them."""
    return not wanted.tolerated and len(wanted.forms) <= MAX_FORMS


def by_stem(wanted: Wanted, texts: tuple[str, ...]) -> Wanted:
    """The word in these texts so that it counts once: by its stem, which whoever writes any form of
    it has. What was joined from several counts by each, and a word with a typo as it was typed.
    """
    forms = wanted.forms[-1:] if has_one_stem(wanted) else wanted.forms
    return replace(wanted, forms=forms, texts=texts)


class Frequencies:
    """How many entries of an index have a word, in the form that most have; each asked once."""

    def __init__(self, index: TantivyIndex) -> None:
        self.index = index
        self.known: dict[Wanted, int] = {}

    def __call__(self, wanted: Wanted) -> int:
        if wanted not in self.known:
            self.known[wanted] = max(map(self.index.frequency, wanted.forms))
        return self.known[wanted]


def rarity_in(index: TantivyIndex) -> Rarity:
    """How much each word tells among the entries of an index."""
    return Rarity(Frequencies(index), len(index))


def is_right(wanted: Wanted, rarity: Rarity) -> bool:
    """Whether a word is written as somebody writes it, or as the vocabulary has it."""
    return bool(rarity.frequency(wanted)) or vocabulary.knows(wanted.forms[0])


def nearly(wanted: Wanted) -> Wanted:
    """The word with a typo or two."""
    return replace(wanted, tolerated=tolerated(wanted.forms[0]))


def best_score(index: TantivyIndex, question: Question) -> float:
    """That of the best; 1 where nothing is found."""
    best = index.ask(question, limit=1).hits
    return best[0].score if best else 1.0


def which_words(
    index: TantivyIndex, words: Sequence[Wanted], ids: Sequence[UUID]
) -> dict[UUID, list[Wanted]]:
    """Which of these words each of some entries has. One question: each word scores another power
    of two, which the engine adds up exactly, of at most 24 words.
    """
    words = list(dict.fromkeys(words))
    weighed = {word: float(1 << place) for place, word in enumerate(words)}
    asked = Question(weighed=weighed, ids=[*ids])
    hits = index.ask(asked, limit=len(ids)).hits if words and ids else []
    scores = {hit.id: round(hit.score) for hit in hits}
    return {
        one: [word for place, word in enumerate(words) if scores.get(one, 0) >> place & 1]
        for one in ids
    }


def good_or_meant(
    index: TantivyIndex, by_words: Question, meaning: Meaning, base: Question
) -> Question:
    """What has enough of the words or, where nothing has, an occupation that they mean."""
    if index.ask(by_words, limit=1).hits:
        return by_words
    return meaning.instead_of_words(base) or by_words
