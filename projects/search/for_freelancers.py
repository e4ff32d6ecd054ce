"""Which open projects may suit a freelancer, asked of the index: by what the headline says and
means, and by the skills. The mirror of `profiles.search.for_projects`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from foundation.grid import NOWHERE
from profiles.candidates import rarities
from profiles.models.profile import USUAL_TRAVEL_KM
from profiles.search.meaning import scores_of
from profiles.search.nearby import CELL, in_box
from profiles.search.occupations import SURE, Finder, telling_words
from profiles.search.passages import TELLS_OF_TRADE, Passage, read_passage
from profiles.search.scoring import rarity_in
from profiles.search.tags import Kind, country_tag
from projects.search.source import ANYWHERE, OTHERS, TITLE, WORDS
from search.entries import Question, Range

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from projects.offers import Offer
    from search.tantivy_index import TantivyIndex

MAX_FOUND = 150
MAX_HEADLINE_WORDS, MAX_SKILL_WORDS = 20, 40  # the rarest
# Shares of what the best project may reach by each.
HEADLINE_SHARE = 1.0
OCCUPATION_SHARE = 1.6
SKILL_WORDS_SHARE = 0.5  # of the names of skills, where a project's text has them
SKILL_SHARE = 0.5  # of the rarest skill, where a project needs it; of others by their rarity


@dataclass(frozen=True)
class FoundProject:
    """How well words and occupation of a project suit, 1 for the best, and whether it is of the
    freelancer's trade.
    """

    project_id: UUID
    score: float
    is_of_trade: bool


class OfferSearch:
    """A freelancer's offer, asked of the index of projects as it is at this moment, without those
    of some ids.
    """

    def __init__(self, index: TantivyIndex, offer: Offer, unseen: Collection[UUID] = ()) -> None:
        self.index = index
        self.offer = offer
        self.unseen = unseen
        self.rarity = rarity_in(index)

    def found(self) -> list[FoundProject]:
        """The likeliest, those in reach first: at a place in the freelancer's country, or done from
        anywhere.
        """
        question = self._question
        if not question.finds_by_any:
            return []
        hits = self._nearby(question)
        for condition in self._elsewhere:
            if len(hits) < MAX_FOUND:
                within = replace(question, **condition)
                hits |= {hit.id: hit.score for hit in self.index.ask(within, limit=MAX_FOUND).hits}
        best = max(hits.values(), default=0.0) or 1.0
        of_trade = self._of_trade([*hits])
        return [FoundProject(pk, score / best, pk in of_trade) for pk, score in hits.items()]

    def _nearby(self, question: Question) -> dict[UUID, float]:
        """Those at a place as near as the freelancer travels, and some that are not: that is looked
        at once more. They take at most half of the list: the others may be done from anywhere.
        """
        where = self.offer.whereabouts
        if where.point is None:
            return {}
        km = where.travels_km or USUAL_TRAVEL_KM
        hits = self.index.ask(
            replace(question, **in_box(where.point, km)), limit=MAX_FOUND // 2
        ).hits
        return {hit.id: hit.score for hit in hits}

    @property
    def _elsewhere(self) -> list[dict[str, Any]]:
        """Conditions of which the next is tried where the first finds too few. Whose own place is
        not known may be near to what is done at a place in their country.
        """
        country = self.offer.country
        unplaced = {"ranges": [Range(CELL, highest=NOWHERE)]}
        if not country:
            return [unplaced]
        there: dict[str, Any] = {"any_tags": [[country_tag(country), ANYWHERE]]}
        return [there | unplaced if self.offer.whereabouts.point else there, unplaced]

    # --- What is asked --------------------------------------------------------------------------

    @cached_property
    def headline(self) -> Passage:
        return self._passage(self.offer.headline, MAX_HEADLINE_WORDS)

    @cached_property
    def skill_words(self) -> Passage:
        return self._passage("\n".join(self.offer.names.values()), MAX_SKILL_WORDS)

    def _passage(self, text: str, most: int) -> Passage:
        texts = (WORDS, TITLE, OTHERS)
        return read_passage(self.index, text, self.rarity, most=most, texts=texts, with_parts=True)

    @cached_property
    def occupations(self) -> dict[int, float]:
        """What the headline may mean."""
        return Finder.now().of_headline(telling_words(self.offer.headline))

    @cached_property
    def _meant(self) -> dict[int, float]:
        shares = {one: OCCUPATION_SHARE * weight for one, weight in self.occupations.items()}
        return scores_of(shares)

    @cached_property
    def _skills(self) -> dict[int, float]:
        """What each skill adds that a project needs."""
        rare = rarities(self.offer.skills)
        rarest = max(rare.values(), default=1.0)
        return {Kind.SKILL.tag(skill): SKILL_SHARE * one / rarest for skill, one in rare.items()}

    @cached_property
    def _question(self) -> Question:
        words = [
            *self.headline.weighted(HEADLINE_SHARE),
            *self.skill_words.weighted(SKILL_WORDS_SHARE),
        ]
        return Question(
            telling=words,
            preferred=self._skills,
            alike=[self._meant],
            excluded_ids=self.unseen,
        )

    def _of_trade(self, ids: list[UUID]) -> set[UUID]:
        """Those of these projects that share a telling word of the headline, an occupation that it
        surely means, or a skill.
        """
        sure = [one for one, weight in self.occupations.items() if weight > SURE]
        question = Question(
            telling=self.headline.telling_most(TELLS_OF_TRADE),
            preferred=self._skills | {Kind.OCCUPATION.tag(one): 1.0 for one in sure},
            ids=ids,
        )
        if not ids or not question.finds_by_any:
            return set(ids)
        return {hit.id for hit in self.index.ask(question, limit=len(ids)).hits}
