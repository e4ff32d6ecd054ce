"""Words of a text that nobody has, set right by those that people and the vocabulary have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.skill_keys import skill_key
from profiles.models import SearchCard
from profiles.search import asking
from profiles.search.reading import normaliser
from profiles.search.source import ProfileSource
from profiles.search.vocabulary import nearest, tolerated, vocabulary
from search.entries import Question, Wanted
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.tantivy_index import TantivyIndex

LOOKED_AT = 10  # profiles that have nearly the word
NEEDED = 3  # people who have a word, for it to be shown to others
ENOUGH_LOOKED_AT = 20  # of those who are said to have it: some may be gone


def corrected(index: TantivyIndex, text: str) -> str:
    """The text with each word set right that nobody has; the text itself when there is none, or
    when it is long.

    A word is set right by the nearest one of the vocabularies, or of what at least three people
    have whom everybody can see: their names, places, or anything else. Nothing is told of fewer.
    """
    return set_right(text, lambda word: is_known(index, word), lambda word: _of_people(index, word))


def set_right(
    text: str,
    is_known: Callable[[str], bool],
    other: Callable[[str], tuple[str, int] | None] = lambda _word: None,
) -> str:
    """As `Vocabulary.correct`, but of several words of which most are unknown none is set right:
    they are of another language.
    """
    telling = [word for word in text.split() if not _is_everyday(word)]
    unknown = [word for word in telling if not is_known(word)]
    unknown = [word for word in unknown if not vocabulary.knows(skill_key(word))]
    if len(telling) > 2 and len(unknown) > max(1, len(telling) / 2):
        return text
    return vocabulary.correct(text, is_known, other)


def _is_everyday(typed: str) -> bool:
    return all(asking.is_everyday(word) for word in normaliser().words(typed))


def is_known(index: TantivyIndex, typed: str) -> bool:
    """Whether all words of what was typed between two spaces are somebody's, or of asking."""
    words = with_stems(normaliser().words(typed))
    return all(
        asking.is_spelt_right(word) or any(index.frequency(form) for form in word.forms)
        for word in words
    )


def _of_people(index: TantivyIndex, word: str) -> tuple[str, int] | None:
    """The nearest word of people, and how many letters it differs by. It is empty where only a few
    have one so near, who may be meant but are not told of.
    """
    nearly = Wanted((word,), tolerated=tolerated(word))
    hits = index.ask(Question(enough=[[nearly]]), limit=LOOKED_AT).hits
    entries = ProfileSource().entries([hit.id for hit in hits])
    words = {word.forms[0] for entry in entries for words in entry.texts.values() for word in words}
    found = nearest(word, [*words], nearly.tolerated)
    if not found:
        return None
    best = min(distance for _word, distance in found)
    shown = [one for one, distance in found if distance == best and _is_common(index, one)]
    return (min(shown) if shown else "", best)


def _is_common(index: TantivyIndex, word: str) -> bool:
    """Whether enough people have the word whom everybody can see at this moment."""
    having = index.ask(Question(enough=[[Wanted((word,))]]), limit=ENOUGH_LOOKED_AT).hits
    shown = SearchCard.objects.filter(pk__in=[hit.id for hit in having])
    return len(shown.values_list("pk")[:NEEDED]) >= NEEDED
