"""Open projects by a text, as the index is at this moment."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from foundation.money import in_parts
from profiles.search import asking
from profiles.search.meaning import Meaning
from profiles.search.nearby import CELL, Nearby, nearest
from profiles.search.occupations import Finder
from profiles.search.scoring import best_score, by_stem, good_or_meant, is_right, nearly, rarity_in
from profiles.search.tags import Kind, country_tag, currency_tag, workplace_tag
from projects.search.source import (
    ANY_CURRENCY,
    ANYWHERE,
    BUDGET_LEAST,
    BUDGET_MOST,
    NO_BUDGET,
    OPENED,
    OTHERS,
    TITLE,
    WORDS,
)
from search.entries import Question, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projects.search.query import Criteria
    from search.entries import Hit, Wanted
    from search.tantivy_index import TantivyIndex

TEXTS = (WORDS, TITLE, OTHERS)
RANKED = 500  # the best by the engine's score, which are put into order
TITLE_WEIGHT = 2.0  # beside what its words count as part of the whole text
# What the newest of those that were found gets, as a share of the best score.
RECENCY_SHARE = 0.1
NEARNESS_SHARE = 0.2  # of what is at the very point, where one is asked for
HALF_LIFE = 30 * 24 * 3600 * 1_000_000  # microseconds after which that is half as much


class TextSearch:
    """A text and filters."""

    def __init__(self, index: TantivyIndex, criteria: Criteria, skills: Sequence[int] = ()) -> None:
        self.index = index
        self.nearby = criteria.nearby
        text = asking.read(criteria.q)
        self.rarity = rarity_in(index)
        # Words of asking find nothing, unless there are no others.
        self.words = [word for word in text.telling if not word.texts]
        telling = self.words or [replace(word, texts=()) for word in text.telling]
        self.is_short = len(telling) <= asking.MAX_JOINED
        self.telling = [self._forgiven(word) for word in asking.rarest(telling, self.rarity)]
        self.base = Question(
            phrases=text.phrases,
            excluded=text.excluded,
            all_tags=[Kind.SKILL.tag(skill) for skill in skills],
            any_tags=[*_any_tags(criteria)],
            ranges=[*_ranges(criteria)],
            ranges_by_tag=_ranges_by_tag(criteria),
            text_weights={TITLE: TITLE_WEIGHT},
            among={} if criteria.nearby is None else {CELL: criteria.nearby.km},
            excluded_ids=criteria.unseen,
        )

    def _forgiven(self, wanted: Wanted) -> Wanted:
        """A word of a short text that no project has is asked with a typo or two, unless the
        vocabulary has it.
        """
        return nearly(wanted) if self.is_short and not is_right(wanted, self.rarity) else wanted

    @cached_property
    def meaning(self) -> Meaning:
        """What the text may mean."""
        return Meaning(self.words, Finder.now().of_query(self.words))

    def ranked(self) -> list[Hit]:
        """The `RANKED` best of those that have any telling word or an occupation that the text may
        mean; of equals, the newest first.
        """
        scored = [by_stem(word, word.texts or TEXTS) for word in self.telling]
        words = replace(self.base, telling=scored)
        preferred = self.meaning.scores(best_score(self.index, words))
        question = replace(words, preferred=preferred)
        hits = self.index.ask(question, limit=RANKED, numbers=[OPENED, CELL]).hits
        if not hits:
            return []
        top = hits[0].score or 1.0
        newest = max(hit.numbers[0] for hit in hits)

        def score(hit: Hit) -> float:
            age = newest - hit.numbers[0]
            near = self.nearby.nearness(hit.numbers[1]) if self.nearby else 0.0
            besides = RECENCY_SHARE * 0.5 ** (age / HALF_LIFE) + NEARNESS_SHARE * near
            return hit.score / top + besides

        return sorted(hits, key=lambda hit: (-score(hit), -hit.numbers[0], -hit.number))

    def nearest(self) -> list[Hit]:
        """The nearest good matches; equally near, the newest first."""
        nearby = self.nearby or Nearby()
        return nearest(self.index, self.good, nearby, f"-{OPENED}")

    @cached_property
    def good(self) -> Question:
        """What has enough of the telling words or, where nothing has, an occupation that the text
        means.
        """
        sets = asking.enough(self.telling, self.rarity) if self.telling else []
        by_words = replace(self.base, enough=sets)
        return good_or_meant(self.index, by_words, self.meaning, self.base)

    def count(self) -> int:
        """How many good matches there are."""
        return self.index.ask(self.good, limit=1, with_count=True).count or 0


def _any_tags(criteria: Criteria) -> Iterator[list[int]]:
    if criteria.country:
        yield [country_tag(criteria.country), ANYWHERE]
    if criteria.currency:
        yield [currency_tag(criteria.currency), ANY_CURRENCY]
    if criteria.workplace:
        yield [workplace_tag(criteria.workplace)]


def _ranges(criteria: Criteria) -> Iterator[Range]:
    if criteria.exchange:
        return
    if criteria.budget_min is not None:
        yield Range(BUDGET_MOST, lowest=in_parts(criteria.budget_min, is_lowest=True))
    if criteria.budget_max is not None:
        yield Range(BUDGET_LEAST, highest=in_parts(criteria.budget_max))


def _ranges_by_tag(criteria: Criteria) -> dict[int, list[Range]]:
    """By exchange rates: a budget in each currency. A project without one fits any."""
    if (budgets := criteria.budgets) is None:
        return {}
    found: dict[int, list[Range]] = {NO_BUDGET: []}
    for currency, (lowest, highest) in budgets.items():
        within = [Range(BUDGET_MOST, lowest=lowest), Range(BUDGET_LEAST, highest=highest)]
        found[currency_tag(currency)] = within
    return found
