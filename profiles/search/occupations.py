"""Which occupations a headline means, and which a query.

The two seldom share a word, "pipe fitter" and "plumber", but both are near names of the same
occupation. Two indexes know the names. In one each name is an entry, for headlines, which are names
themselves; in the other all names of an occupation are one, for queries, which use some of its
words. See docs/search.md for what was tried.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from profiles.models import Occupation, OccupationName, SkillStatus
from profiles.search.reading import normaliser
from profiles.search.stop_words import ASKING, STOP_WORDS
from search.entries import Declaration, Entry, Question, Wanted
from search.indexer import Indexer
from search.serving import Served, place_of
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from search.tantivy_index import TantivyIndex
    from search.words import Word

OCCUPATIONS, NAMES = "occupations", "occupation_names"
"""Topics of the feed. Its rows have UUIDs: these are the numbers, written as such."""

EVERYTHING = UUID(int=0)
"""In the feed instead of the id of each, when many were imported."""

TEXT, OCCUPATION = "text", "occupation"
BATCH = 10_000
# Learnt with benchmarks.relevance, by cross-validation.
SHORT = 12  # telling words below which a query is taken for a name
NEAREST = 30  # entries that are looked at
MOST_OF_HEADLINE, MOST_OF_QUERY = 3, 8
SHARE_OF_NAMES = 0.25  # of the score of a short query
POWER = 4  # of a score: how much less likely the second best is to be meant than the best
SURE = 0.64  # weight from which an occupation is taken to be meant
# Letters of the words that a compound is made of.
SHORTEST_PART, SHORTEST_ENDING = 3, 5
JOINT = "s"  # between the parts of a German one: Sicherheits|kraft
WAIT_SECONDS = 0.1


class NameSource:
    """Each name of each accepted occupation."""

    declaration = Declaration(NAMES, texts=(TEXT,), numbers=(OCCUPATION,))
    topic = NAMES

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        return [*_by_name(_chosen(_names(), row_ids))]

    def batches(self) -> Iterator[Sequence[UUID]]:
        yield from _batches(_names())


class OccupationSource:
    """Each accepted occupation with all its names."""

    declaration = Declaration(OCCUPATIONS, texts=(TEXT,), numbers=(OCCUPATION,))
    topic = OCCUPATIONS

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        chosen = _chosen(Occupation.objects.accepted(), row_ids).values("pk")
        words: dict[int, list[Word]] = {}
        for name in _by_name(OccupationName.objects.filter(occupation__in=chosen)):
            words.setdefault(name.numbers[OCCUPATION], []).extend(name.texts[TEXT])
        return [
            Entry(UUID(int=pk), {TEXT: of_all}, numbers={OCCUPATION: pk})
            for pk, of_all in words.items()
        ]

    def batches(self) -> Iterator[Sequence[UUID]]:
        yield from _batches(Occupation.objects.accepted())


def _names() -> QuerySet[OccupationName]:
    return OccupationName.objects.filter(occupation__status=SkillStatus.ACCEPTED)


def _chosen(rows: QuerySet[Any], row_ids: Sequence[UUID]) -> QuerySet[Any]:
    return rows if EVERYTHING in row_ids else rows.filter(pk__in=[one.int for one in row_ids])


def _by_name(names: QuerySet[OccupationName]) -> Iterator[Entry]:
    for pk, occupation, name, language in names.order_by("pk").values_list(
        "pk", "occupation_id", "name", "language"
    ):
        words = with_stems(normaliser().words(name), [language])
        yield Entry(UUID(int=pk), {TEXT: words}, numbers={OCCUPATION: occupation})


def _batches(rows: QuerySet[Any]) -> Iterator[Sequence[UUID]]:
    ids = [UUID(int=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


names_index = Served(NameSource)
occupations_index = Served(OccupationSource)


def telling_words(text: str) -> list[Wanted]:
    """The words of a text that may name an occupation, each once."""
    words = with_stems(normaliser().words(text))
    forms = (word.forms for word in words if word.forms[0] not in STOP_WORDS | ASKING)
    return [Wanted(one) for one in dict.fromkeys(forms)]


def is_a_name(telling: Sequence[Wanted]) -> bool:
    """Whether a text of these words is short enough to be the name of an occupation."""
    return len(telling) < SHORT


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
        for the likeliest.
        """
        return _weights(_scores(self.names, telling), MOST_OF_HEADLINE)

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


def _scores(index: TantivyIndex | None, telling: Sequence[Wanted]) -> dict[int, float]:
    """The nearest occupations, each with the score of its best entry: 1 for the best of all."""
    if index is None or not telling:
        return {}
    known = [part for word in telling for part in _known(index, word)]
    question = Question(telling=known, by_best_form=True)
    scores: dict[int, float] = {}
    for hit in index.ask(question, limit=NEAREST, numbers=[OCCUPATION]).hits:
        scores.setdefault(hit.numbers[0], hit.score)
    best = max(scores.values(), default=1.0)
    return {occupation: score / best for occupation, score in scores.items()}


def _weights(scores: Mapping[int, float], most: int) -> dict[int, float]:
    nearest = sorted(scores.items(), key=lambda one: (-one[1], one[0]))[:most]
    return {occupation: (score / nearest[0][1]) ** POWER for occupation, score in nearest}


def _known(index: TantivyIndex, wanted: Wanted) -> list[Wanted]:
    """The word or, when no name has it, the known words that it is made of, or its known ending:
    a Sanitärinstallateur is an Installateur.
    """
    word = wanted.forms[0]
    if any(map(index.frequency, wanted.forms)) or not word.isalpha():
        return [wanted]
    if parts := parts_of(index, word):
        return [Wanted((part,)) for part in parts]
    endings = (word[start:] for start in range(1, len(word) - SHORTEST_ENDING + 1))
    return [Wanted((ending,)) for ending in endings if index.frequency(ending)][:1] or [wanted]


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
