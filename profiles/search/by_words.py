"""Matches of a text, which the engine finds, and PostgreSQL shows to whoever may see them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from profiles.models import SearchCard
from profiles.search import asking
from profiles.search.good_matches import GoodMatches
from profiles.search.lists import COUNTED, MOST_FACETS, Found, MatchList, Row
from profiles.search.occupations import SURE, Finder, is_a_name, parts_of
from profiles.search.query import match_of
from profiles.search.source import ID_BITS, NAMES, OTHERS, WORDS
from profiles.search.tags import Kind
from profiles.search.vocabulary import tolerated, vocabulary
from search.entries import Hit, Question, Range, Wanted
from search.words import Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal
    from uuid import UUID

    from profiles.search.query import Criteria, Match
    from search.tantivy_index import TantivyIndex

RANKED = 500  # the best by the engine's score, which are put into order
# Shares of the best score of the words. Learnt with `make bench-relevance`.
SKILL_SHARE = 0.15
PROVED_SHARE = 0.05
QUALITY_SHARE = 0.2
OCCUPATION_SHARE = 1.0
MODEST_OCCUPATION_SHARE = 0.4  # of a long text, or of the name of a skill: the words say it
LIKELY = 0.3  # as much counts an occupation that a headline only may mean
MAX_NAME = 4  # words of somebody's name
MILLION = 1_000_000
CARDS = "SELECT profile_id, card::text FROM profiles_searchcard WHERE profile_id = ANY(%s)"


class TextSearch:
    """A text and filters, asked of the index as it is at this moment."""

    def __init__(self, index: TantivyIndex, criteria: Criteria) -> None:
        self.index = index
        text = asking.read(criteria.q)
        self.read = text
        self.match = match = match_of(replace(criteria, q=text.plain))
        self.meaning = [word for word in text.telling if not word.texts]
        self.rarity = asking.Rarity(self._frequency, len(index))
        self.telling = self._as_people_have_them(asking.rarest(text.telling, self.rarity))
        self.base = Question(
            phrases=text.phrases,
            excluded=text.excluded,
            all_tags=match.all_tags,
            any_tags=match.any_tags,
            ranges=[*_ranges(match, criteria.rating_min)],
        )
        self.matches = GoodMatches(index, self.base, self.telling, self.rarity, self.by_relevance)

    def _frequency(self, wanted: Wanted) -> int:
        return max(self.index.frequency(form) for form in wanted.forms)

    def _as_people_have_them(self, telling: list[Wanted]) -> list[Wanted]:
        """Words as others write them: two as one, one as two, or with a typo."""
        joined = asking.with_joined(telling, lambda word: self.index.frequency(word) > 0)
        is_short = len(telling) <= asking.MAX_JOINED
        return [one for word in joined for one in self._forgiven(word, is_short=is_short)]

    def _forgiven(self, wanted: Wanted, *, is_short: bool) -> Sequence[Wanted]:
        """A word that nobody has is asked with a typo or two: it may be somebody's name. Where
        nobody has nearly that, it is asked as the two words that it is made of.
        """
        if wanted.texts or self._frequency(wanted):
            return (wanted,)
        word = wanted.forms[0]
        nearly = replace(wanted, tolerated=tolerated(word))
        if is_short and word.isalpha() and not self._is_somebodys(nearly):
            parts = parts_of(self.index, word) or ()
            return [Wanted(with_stems([Word((part,))])[0].forms) for part in parts] or (nearly,)
        return (nearly,)

    def _is_somebodys(self, *words: Wanted) -> bool:
        """Whether somebody has all these words."""
        return bool(self.index.ask(Question(enough=[words]), limit=1).hits)

    def by_relevance(self) -> Question:
        """Whoever has any telling word, a skill that the text names, or an occupation that it may
        mean.
        """
        words = replace(self.base, telling=[*_scored(self.telling)])
        best = self.index.ask(words, limit=1).hits
        unit = best[0].score if best else 1.0
        preferred = dict.fromkeys(self.match.asked_skills, SKILL_SHARE * unit)
        preferred |= {
            Kind.PROVED_SKILL.tag(skill): PROVED_SHARE * unit for skill in self.match.asked_skills
        }
        preferred |= self._preferred_occupations(unit)
        return replace(words, preferred=preferred)

    def _preferred_occupations(self, unit: float) -> dict[int, float]:
        is_asked = is_a_name(self.meaning) and not self._is_a_skill()
        share = OCCUPATION_SHARE if is_asked else MODEST_OCCUPATION_SHARE
        preferred = {}
        for occupation, weight in self.occupations.items():
            score = share * unit * weight
            preferred[Kind.OCCUPATION.tag(occupation)] = score
            preferred[Kind.LIKELY_OCCUPATION.tag(occupation)] = LIKELY * score
        return preferred

    @cached_property
    def occupations(self) -> dict[int, float]:
        """What the text may mean, with weights. Who asks for Will Baker asks for no baker."""
        if self._is_somebodys_name():
            return {}
        return Finder.now().of_query(self.meaning)

    def _is_a_skill(self) -> bool:
        """Whether the text names a skill and says nothing else."""
        return vocabulary.names_a_skill(" ".join(word.forms[0] for word in self.meaning))

    def _is_somebodys_name(self) -> bool:
        """Whether several words were typed, and somebody is called by all of them."""
        words = [replace(word, texts=(NAMES,)) for word in self.read.telling]
        if not 1 < len(words) <= MAX_NAME:
            return False
        return self._is_somebodys(*words)

    def good(self) -> Question:
        """Whoever has enough of the telling words or, where nobody has, an occupation that the text
        means.
        """
        return self._good

    @cached_property
    def _good(self) -> Question:
        by_words = self.matches.question
        if self.index.ask(by_words, limit=1).hits:
            return by_words
        sure = [occupation for occupation, weight in self.occupations.items() if weight > SURE]
        if not sure:
            return by_words
        meant = [Kind.OCCUPATION.tag(occupation) for occupation in sure]
        return replace(self.base, any_tags=[*self.base.any_tags, meant])


def _scored(telling: Sequence[Wanted]) -> Iterator[Wanted]:
    """A word counts once: what is said by its stem, which every form of it has, and a name as it is
    written.
    """
    for wanted in telling:
        if wanted.texts or wanted.tolerated or len(wanted.forms) > 2:  # or: of several with OR
            yield wanted
        else:
            yield replace(wanted, forms=wanted.forms[-1:], texts=(WORDS, OTHERS))
            yield replace(wanted, forms=wanted.forms[:1], texts=(NAMES,))


def _ranges(match: Match, rating_min: Decimal | None) -> list[Range]:
    ranges = []
    if match.rates:
        ranges.append(Range("rate", *match.rates))
    if rating_min is not None:
        ranges.append(Range("mean_rating", lowest=int(rating_min * 100)))
    return ranges


class WordList(MatchList):
    """Matches of a text, in some order."""

    def __init__(self, search: TextSearch, *, with_facets: bool = False) -> None:
        super().__init__(search.match, with_facets=with_facets)
        self.search = search

    def first(self, size: int) -> Found:
        good = self.search.good()
        count = self.search.index.ask(good, limit=1, with_count=True).count or 0
        facets = self._counted(good) if self.with_facets else None
        is_exact = self.search.matches.is_exact
        return Found(self.after([0], size), min(count, COUNTED + 1), facets, is_exact)

    @property
    def required(self) -> list[str]:
        return self.search.matches.required

    def _counted(self, good: Question) -> list[tuple[int, int]]:
        tags = self.search.index.tags(good, most=MOST_FACETS * 5)
        return [(tag, number) for tag, number in tags if tag < Kind.CITY.tag(0)][:MOST_FACETS]

    def _shown(
        self, hits: Sequence[Hit], position_of: Callable[[int, Hit], list[Any]], size: int
    ) -> list[Row]:
        """The first of the hits that are shown to everybody at this moment."""
        rows: list[Row] = []
        for start in range(0, len(hits), size + 5):
            some = hits[start : start + size + 5]
            cards = _cards([hit.id for hit in some])
            rows += [
                Row(position_of(start + place, hit), cards[hit.id], profile_id=hit.id)
                for place, hit in enumerate(some)
                if hit.id in cards
            ]
            if len(rows) >= size:
                break
        return rows[:size]

    @abstractmethod
    def after(self, position: list[Any], size: int) -> list[Row]: ...


def _cards(ids: Sequence[UUID]) -> dict[UUID, str]:
    with connections[router.db_for_read(SearchCard)].cursor() as cursor:
        cursor.execute(CARDS, [list(ids)])
        return dict(cursor.fetchall())


class RelevantList(WordList):
    """By relevance: the `RANKED` best, and no others. A position is a place in that order, which
    stays the same as long as nobody's profile changes.
    """

    def _ranked(self) -> list[Hit]:
        question = self.search.by_relevance()
        hits = self.search.index.ask(question, limit=RANKED, numbers=["quality"]).hits
        unit = hits[0].score if hits else 1.0

        def score(hit: Hit) -> float:
            return hit.score / (unit or 1.0) + QUALITY_SHARE * hit.numbers[0] / MILLION

        return sorted(hits, key=lambda hit: (-score(hit), -hit.id.int))

    def after(self, position: list[Any], size: int) -> list[Row]:
        start = int(position[0])
        hits = self._ranked()[start:]
        rows = self._shown(hits, lambda place, _hit: [start + place + 1], size)
        return self._with_lacking(rows)

    def before(self, position: list[Any], size: int) -> list[Row]:
        """A row's position is the place behind it."""
        end = int(position[0]) - 1
        hits = self._ranked()[:end][::-1]
        return self._with_lacking(self._shown(hits, lambda place, _hit: [end - place], size))

    def _with_lacking(self, rows: list[Row]) -> list[Row]:
        """The rows with what each person lacks who is no good match."""
        ids = [row.profile_id for row in rows if row.profile_id]
        matches = self.search.matches
        others = set(ids) - matches.among(self.search.good(), ids)
        lacking = matches.lacking([*others])
        return [
            replace(row, lacking=lacking[row.profile_id])
            if row.profile_id and row.profile_id in others
            else row
            for row in rows
        ]


class GoodList(WordList):
    """Good matches in the order of a number. A position is the number's value, which nobody else
    has.
    """

    def __init__(self, search: TextSearch, ordering: str, *, with_facets: bool = False) -> None:
        super().__init__(search, with_facets=with_facets)
        self.is_descending = ordering != "rate"
        self.field = f"{ordering.removeprefix('-')}_key"

    def after(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position[0], size, is_descending=self.is_descending)

    def before(self, position: list[Any], size: int) -> list[Row]:
        return self._from(position[0], size, is_descending=not self.is_descending)

    def _from(self, key: int, size: int, *, is_descending: bool) -> list[Row]:
        """Goes on until so many are shown or nobody is left."""
        rows: list[Row] = []
        while len(rows) < size:
            hits = self._hits(key, size + 5, is_descending=is_descending)
            rows += self._shown(hits, lambda _place, hit: [hit.numbers[0]], size - len(rows))
            if len(hits) < size + 5:
                break
            key = hits[-1].numbers[0]
        return rows

    def _hits(self, key: int, limit: int, *, is_descending: bool) -> Sequence[Hit]:
        """Those behind the key; 0 is before all."""
        good = self.search.good()
        lowest = 1 << ID_BITS["rate"] if self.field == "rate_key" else 0
        behind = Range(
            self.field,
            lowest=max(lowest, key + 1) if key and not is_descending else lowest,
            highest=key - 1 if key and is_descending else None,
        )
        question = replace(
            good,
            ranges=[*good.ranges, behind],
            order_by=f"-{self.field}" if is_descending else self.field,
        )
        return self.search.index.ask(question, limit=limit, numbers=[self.field]).hits
