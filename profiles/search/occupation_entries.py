"""What the indexes of occupations are fed: each name, and each occupation with all its names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from profiles.models import Occupation, OccupationName, SkillStatus
from profiles.search.activities import activities_of
from profiles.search.reading import normaliser
from profiles.search.stop_words import ASKING, STOP_WORDS
from search.entries import Declaration, Entry
from search.words import ENGLISH, Word, stem, with_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

OCCUPATIONS, NAMES = "occupations", "occupation_names"
"""Topics of the feed. Its rows have UUIDs: these are the numbers, written as such."""

EVERYTHING = UUID(int=0)
"""In the feed instead of the id of each, when many were imported."""

TEXT, ACTIVITIES, WRITTEN = "text", "activities", "written"
"""What an occupation is called, what is done by who is called so (painter, and painting), and both
without their stems.
"""

OCCUPATION, LENGTH = "occupation", "length"
"""Of a name: whose it is, and how many words it has that tell."""

BATCH = 10_000


class NameSource:
    """Each name of each accepted occupation."""

    declaration = Declaration(
        NAMES, texts=(TEXT, ACTIVITIES, WRITTEN), numbers=(OCCUPATION, LENGTH)
    )
    topic = NAMES

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        return [*_by_name(_chosen(_names(), row_ids))]

    def batches(self) -> Iterator[Sequence[UUID]]:
        yield from _batches(_names())


class OccupationSource:
    """Each accepted occupation with all its names."""

    declaration = Declaration(OCCUPATIONS, texts=(TEXT, ACTIVITIES), numbers=(OCCUPATION,))
    topic = OCCUPATIONS

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        chosen = _chosen(Occupation.objects.accepted(), row_ids).values("pk")
        return with_all_names(_by_name(OccupationName.objects.filter(occupation__in=chosen)))

    def batches(self) -> Iterator[Sequence[UUID]]:
        yield from _batches(Occupation.objects.accepted())


def _names() -> QuerySet[OccupationName]:
    return OccupationName.objects.filter(occupation__status=SkillStatus.ACCEPTED)


def _chosen(rows: QuerySet[Any], row_ids: Sequence[UUID]) -> QuerySet[Any]:
    return rows if EVERYTHING in row_ids else rows.filter(pk__in=[one.int for one in row_ids])


def _by_name(names: QuerySet[OccupationName]) -> Iterator[Entry]:
    columns = "pk", "occupation_id", "name", "language"
    for pk, occupation, name, language in names.order_by("pk").values_list(*columns):
        yield with_name(pk, occupation, name, language)


def with_name(pk: int, occupation: int, name: str, language: str) -> Entry:
    """A name of an occupation."""
    words = with_stems(normaliser().words(name), [language])
    activities = [activities_of(word.forms[0], language) for word in words]
    written = [Word((word.forms[0], *done)) for word, done in zip(words, activities, strict=True)]
    texts = {TEXT: words, ACTIVITIES: _stems(activities), WRITTEN: written}
    length = len({word.forms[-1] for word in words if tells(word)})
    return Entry(UUID(int=pk), texts, numbers={OCCUPATION: occupation, LENGTH: length})


def _stems(activities: Iterable[Sequence[str]]) -> list[Word]:
    """Their stems in English, as they are asked for; each word of a name has one or none."""
    stems = (dict.fromkeys(stem(word, ENGLISH) for word in words) for words in activities)
    return [Word((*each,)) for each in stems if each]


def with_all_names(names: Iterable[Entry]) -> list[Entry]:
    """The occupations that these are names of."""
    found: dict[int, dict[str, list[Word]]] = {}
    for name in names:
        texts = found.setdefault(name.numbers[OCCUPATION], {TEXT: [], ACTIVITIES: []})
        for text in texts:
            texts[text] += name.texts[text]
    return [Entry(UUID(int=pk), texts, numbers={OCCUPATION: pk}) for pk, texts in found.items()]


def _batches(rows: QuerySet[Any]) -> Iterator[Sequence[UUID]]:
    ids = [UUID(int=pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def tells(word: Word) -> bool:
    """Whether a word may name an occupation."""
    return word.forms[0] not in STOP_WORDS and word.forms[0] not in ASKING
