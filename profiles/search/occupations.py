"""Which occupations a headline means, and which a query.

The two seldom share a word, "pipe fitter" and "plumber", but both are near names of the same
occupation. Two indexes know the names. In one each name is an entry, for headlines, which are names
themselves; in the other all names of an occupation are one, for queries, which use some of its
words. See docs/search.md for what was tried.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from profiles.search.occupation_entries import (
    ACTIVITIES,
    LENGTH,
    OCCUPATION,
    TEXT,
    WRITTEN,
    NameSource,
    OccupationSource,
    tells,
)
from profiles.search.reading import normaliser
from search.entries import Question, Wanted
from search.indexer import Indexer
from search.serving import Served, place_of
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from search.entries import Hit
    from search.tantivy_index import TantivyIndex

# Learnt with benchmarks.relevance, by cross-validation.
SHORT = 12  # telling words below which a query is taken for a name
NEAREST = 30  # entries that are looked at
MOST_OF_HEADLINE, MOST_OF_QUERY = 3, 8
SHARE_OF_NAMES = 0.25  # of the score of a short query
POWER = 4  # of a score: how much less likely the second best is to be meant than the best
SURE = 0.64  # weight above which an occupation is taken to be meant
AGREED = 0.1  # weight among whole occupations, below which a single name is taken for another's
MOST_CALLED_SO = 10  # occupations that share a name which still tells: an engineer is many things
WEIGHTS = {TEXT: 1.0, ACTIVITIES: 0.8}
# Letters of the words that a compound is made of.
SHORTEST_PART, SHORTEST_ENDING = 3, 5
JOINT = "s"  # between the parts of a German one: Sicherheits|kraft
OF_WORK = ("arbeiten", "arbeit", "betrieb", "dienste", "dienst", "firma", "meister", "service")
"""Endings of German compounds that tell nothing of a trade: Malerarbeiten are what a Maler does."""
WAIT_SECONDS = 0.1

K = TypeVar("K")
V = TypeVar("V")

names_index = Served(NameSource)
occupations_index = Served(OccupationSource)


def telling_words(text: str) -> list[Wanted]:
    """The words of a text that may name an occupation, each once."""
    words = with_stems(normaliser().words(text))
    return [Wanted(forms) for forms in dict.fromkeys(word.forms for word in words if tells(word))]


def is_a_name(telling: Sequence[Wanted]) -> bool:
    """Whether a text of these words is short enough to be the name of an occupation."""
    return len(telling) < SHORT


MAX_REMEMBERED = 25_000  # words, and headlines
Forms = tuple[str, ...]


@dataclass
class _Remembered:
    """What was read while the names were as they are."""

    moment: object
    words: dict[Forms, list[Forms]] = field(default_factory=dict)
    """The known words that each is or is made of."""

    headlines: dict[tuple[Forms, ...], dict[int, float]] = field(default_factory=dict)
    """By their known words, what they mean."""


_memory: WeakKeyDictionary[TantivyIndex, _Remembered] = WeakKeyDictionary()


@dataclass(frozen=True)
class Finder:
    """Knows the occupations of this moment; none while their indexes are being made."""

    names: TantivyIndex | None
    occupations: TantivyIndex | None

    @classmethod
    def now(cls) -> Finder:
        return cls(names_index.index(), occupations_index.index())

    @classmethod
    def when_made(cls) -> Finder:
        """For who indexes texts by it: makes the indexes, or waits until another has."""
        return cls(_made(names_index), _made(occupations_index))

    def of_headline(self, telling: Sequence[Wanted]) -> dict[int, float]:
        """The ids of the occupations that a headline of these words may mean, with their weights: 1
        for the likeliest. Above `SURE` are only those one of whose names is there as a whole: an
        editor with Adobe Premiere is no adobe layer.
        """
        if self.names is None:
            return {}
        names, remembered = self.names, self._remembered

        def known_of(word: Wanted) -> list[Forms]:
            return [one.forms for one in _known(names, word) if _is_in(names, one)]

        forms = [_kept(remembered.words, word.forms, partial(known_of, word)) for word in telling]
        # Where somebody works, and for how many years, is in no name: headlines that differ in
        # nothing else mean the same.
        known = tuple(sorted(chain.from_iterable(forms)))
        return _kept(remembered.headlines, known, lambda: self._read(names, [*map(Wanted, known)]))

    @cached_property
    def _remembered(self) -> _Remembered:
        """What headlines mean that were read before: many people call themselves alike, and to read
        one takes several times as long as all else of a profile. Until the names change.
        """
        if self.names is None or self.occupations is None:
            return _Remembered(None)
        moment = self.names.position, self.occupations.position
        remembered = _memory.get(self.names)
        if remembered is None or remembered.moment != moment:
            remembered = _memory[self.names] = _Remembered(moment)
        return remembered

    def _read(self, names: TantivyIndex, known: Sequence[Wanted]) -> dict[int, float]:
        nearest = _nearest(names, known)
        likeliest = [one for one in nearest if (one.score / nearest[0].score) ** POWER > SURE]
        called = _called(names, known, likeliest)
        called &= self._agreed(known) if called else set()
        weights = _weights(_best_scores(nearest), MOST_OF_HEADLINE)
        return {
            one: weight if one in called else min(weight, SURE) for one, weight in weights.items()
        }

    def _agreed(self, known: Sequence[Wanted]) -> set[int]:
        """The occupations that the words may mean by all their names together."""
        weights = _weights(_best_scores(_nearest(self.occupations, known)), NEAREST)
        return {one for one, weight in weights.items() if weight > AGREED}

    def of_query(self, telling: Sequence[Wanted]) -> dict[int, float]:
        """The same of what somebody looks for."""
        scores = _scores(self.occupations, telling)
        if is_a_name(telling):
            by_name = _scores(self.names, telling)
            scores = {
                occupation: (1 - SHARE_OF_NAMES) * scores.get(occupation, 0)
                + SHARE_OF_NAMES * by_name.get(occupation, 0)
                for occupation in scores | by_name
            }
        return _weights(scores, MOST_OF_QUERY)


def _kept(remembered: dict[K, V], key: K, make: Callable[[], V]) -> V:
    """What is remembered of a key, or is from now on."""
    if (value := remembered.get(key)) is None:
        if len(remembered) >= MAX_REMEMBERED:
            remembered.clear()
        value = remembered[key] = make()
    return value


def _scores(index: TantivyIndex | None, telling: Sequence[Wanted]) -> dict[int, float]:
    """The nearest occupations, each with the score of its best entry: 1 for the best of all."""
    return _best_scores(_nearest(index, _all_known(index, telling))) if index else {}


def _all_known(index: TantivyIndex, telling: Sequence[Wanted]) -> list[Wanted]:
    return [part for word in telling for part in _known(index, word)]


def _nearest(index: TantivyIndex | None, known: Sequence[Wanted]) -> Sequence[Hit]:
    if index is None or not known:
        return []
    asked = [replace(word, texts=(*WEIGHTS,)) for word in known]
    question = Question(telling=asked, by_best_form=True, text_weights=WEIGHTS)
    numbers = [name for name in (OCCUPATION, LENGTH) if name in index.declaration.numbers]
    return index.ask(question, limit=NEAREST, numbers=numbers).hits


def _best_scores(nearest: Sequence[Hit]) -> dict[int, float]:
    scores: dict[int, float] = {}
    for hit in nearest:
        scores.setdefault(hit.numbers[0], hit.score)
    best = max(scores.values(), default=1.0)
    return {occupation: score / best for occupation, score in scores.items()}


def _called(index: TantivyIndex, known: Sequence[Wanted], nearest: Sequence[Hit]) -> set[int]:
    """The occupations all words of one of whose names are known ones. One that many share tells
    none.
    """
    several = [hit.id for hit in nearest if hit.numbers[1] > 1]
    stems = {word.forms[-1]: word for word in known}
    counted = Question(weighed=dict.fromkeys(stems.values(), 1.0), ids=several)
    hits = index.ask(counted, limit=NEAREST, numbers=[OCCUPATION, LENGTH]).hits if several else []
    called = {hit.numbers[0] for hit in hits if hit.numbers[1] <= round(hit.score)}
    single = [hit.id for hit in nearest if hit.numbers[1] == 1]
    for word in known if single else []:
        alone = Question(enough=[[_as_written(word)]], ids=single)
        found = index.ask(alone, limit=NEAREST, numbers=[OCCUPATION]).hits
        if len(so_called := {hit.numbers[0] for hit in found}) <= MOST_CALLED_SO:
            called |= so_called
    return called


def _as_written(word: Wanted) -> Wanted:
    """A word that is a name by itself, be it in the plural. What is elderly is no elder, and a
    transport no transporter.
    """
    written = word.forms[0]
    return Wanted((written, f"{written}s", written.removesuffix("s")), texts=(WRITTEN,))


def _weights(scores: Mapping[int, float], most: int) -> dict[int, float]:
    nearest = sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:most]
    return {occupation: (score / nearest[0][1]) ** POWER for occupation, score in nearest}


def _known(index: TantivyIndex, wanted: Wanted) -> list[Wanted]:
    """The word or, when no name has it, the known words that it is made of, or its known ending:
    a Sanitärinstallateur is an Installateur.
    """
    word = wanted.forms[0]
    if _is_in(index, wanted) or not word.isalpha():
        return [wanted]
    trades = (word.removesuffix(ending) for ending in OF_WORK if word.endswith(ending))
    if trade := next(filter(index.frequency, trades), ""):
        return [Wanted((trade,))]
    if parts := parts_of(index, word):
        return [Wanted((part,)) for part in parts]
    endings = (word[start:] for start in range(1, len(word) - SHORTEST_ENDING + 1))
    return [Wanted((ending,)) for ending in endings if index.frequency(ending)][:1] or [wanted]


def _is_in(index: TantivyIndex, wanted: Wanted) -> bool:
    return any(map(index.frequency, wanted.forms))


def parts_of(index: TantivyIndex, word: str) -> tuple[str, str] | None:
    """The two known words that a word is made of."""
    for first_length in _middle_first(len(word)):
        first, second = word[:first_length], word[first_length:]
        first = first if index.frequency(first) else first.removesuffix(JOINT)
        if index.frequency(first) and index.frequency(second):
            return first, second
    return None


def _middle_first(length: int) -> list[int]:
    """Where a word may be cut in two, evenly first."""
    cuts = range(SHORTEST_PART, length - SHORTEST_PART + 1)
    return sorted(cuts, key=lambda cut: abs(2 * cut - length))


def _made(served: Served) -> TantivyIndex:
    while (index := served.index()) is None:
        place = place_of(served.source)
        with place.alone() as is_mine:
            if is_mine:
                Indexer(served.source, place).step()
        time.sleep(WAIT_SECONDS)
    return index
