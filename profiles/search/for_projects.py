"""Who may suit a project: its title and description, its skills and its place, asked of the index.

The title is read as a query is, the name of an occupation; of the description any telling word
counts, the rarer the more. Skills only add: who lacks one may still be the right person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from profiles.models import Occupation
from profiles.search import asking
from profiles.search.meaning import scores_of
from profiles.search.mentioned_skills import skills_within
from profiles.search.occupations import Finder, telling_words
from profiles.search.source import OTHERS, WORDS, occupation_tags, written_words
from profiles.search.tags import Kind, country_tag
from search.entries import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from profiles.matching import Need
    from search.entries import Wanted
    from search.tantivy_index import TantivyIndex

MAX_FROM_ANYWHERE, MAX_FROM_NEARBY = 200, 100
# Shares of the best score of the words, as a search has them (profiles.search.by_words).
TITLE_OCCUPATION_SHARE = 0.7
TEXT_OCCUPATION_SHARE = 0.4
SKILLS_SHARE = 1.0  # of all skills that the project names, together
CLAIMED = 0.85  # as much of it counts a skill that is claimed and not proved
NONE = 0  # no occupation has this id
MAX_TOLD = 5  # words that the reasons name
MENTIONED_SKILL_SHARE = 0.15  # of each that the text names and the project does not


@dataclass(frozen=True)
class Said:
    """What a profile says at this moment of what a project says."""

    words: list[str] = field(default_factory=list)
    """The most telling of the project's words, as the profile writes them."""

    occupation: str = ""
    """What the headline means, if the project means it, too."""

    occupation_share: float = 0.0
    """What was added for all occupations that the headline means or may mean, of the best score of
    the words.
    """


class ProjectSearch:
    """A project, asked of the index as it is at this moment."""

    def __init__(self, index: TantivyIndex, need: Need, rarities: Mapping[int, float]) -> None:
        self.index = index
        self.need = need
        self.skill_weights = _shares(rarities)

    @cached_property
    def _finder(self) -> Finder:
        return Finder.now()

    @cached_property
    def telling(self) -> list[Wanted]:
        """The words of title and description that tell most."""
        words = telling_words(f"{self.need.title}\n{self.need.text}")
        return asking.rarest(words, self._rarity)

    @cached_property
    def _rarity(self) -> asking.Rarity:
        return asking.Rarity(self._frequency, len(self.index))

    @cached_property
    def _rarest_first(self) -> list[Wanted]:
        return sorted(self.telling, key=self._rarity, reverse=True)

    @cached_property
    def occupations(self) -> dict[int, float]:
        """What the project may mean, with the share that each adds to the best score of words."""
        found: dict[int, float] = {}
        for text, share in (
            (self.need.title, TITLE_OCCUPATION_SHARE),
            (self.need.text, TEXT_OCCUPATION_SHARE),
        ):
            for occupation, weight in self._finder.of_query(telling_words(text)).items():
                found[occupation] = found.get(occupation, 0.0) + share * weight
        return found

    @cached_property
    def scores(self) -> dict[UUID, float]:
        """Those who may suit the project best, those at its place among them, with how well their
        words, occupations and skills suit: 1 for the best.
        """
        if not self.telling and not self.need.skills:
            return {}
        question = replace(self._words, preferred=self._preferred)
        hits = [*self.index.ask(question, limit=MAX_FROM_ANYWHERE).hits]
        for condition in self._nearby():
            nearby = replace(question, any_tags=condition)
            hits += self.index.ask(nearby, limit=MAX_FROM_NEARBY).hits
        self._best = max((hit.score for hit in hits), default=0.0) or 1.0
        return {hit.id: hit.score / self._best for hit in hits}

    def _nearby(self) -> list[list[list[int]]]:
        """Conditions that those meet who are at the place of the work, or in its country."""
        place = self.need.place
        country = [[country_tag(place.country)]] if place.country else []
        cities = [place.city_tags] if place.city_keys else []
        return [condition for condition in (cities and [*cities, *country], country) if condition]

    @cached_property
    def _words(self) -> Question:
        """Any telling word; those of the title count twice."""
        words = [replace(word, texts=(WORDS, OTHERS)) for word in self.telling]
        in_title = set(telling_words(self.need.title))
        return Question(
            telling=[*words, *(one for one in words if replace(one, texts=()) in in_title)]
        )

    @cached_property
    def _unit(self) -> float:
        """The best score of the words alone."""
        best = self.index.ask(self._words, limit=1).hits if self.telling else []
        return best[0].score if best else 1.0

    @cached_property
    def _preferred(self) -> dict[int, float]:
        """What tags add to a score."""
        preferred = scores_of({one: share * self._unit for one, share in self.occupations.items()})
        for skill in skills_within(f"{self.need.title}\n{self.need.text}"):
            preferred[Kind.SKILL.tag(skill)] = MENTIONED_SKILL_SHARE * self._unit
        for skill, weight in self.skill_weights.items():
            share = SKILLS_SHARE * weight * self._unit
            preferred[Kind.SKILL.tag(skill)] = CLAIMED * share
            preferred[Kind.PROVED_SKILL.tag(skill)] = (1 - CLAIMED) * share
        return preferred

    # --- Why ------------------------------------------------------------------------------------

    def said_by(self, cards: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, Said]:
        """What these profiles say at this moment, given their cards. Two queries."""
        written = written_words(list(cards))
        meant = {pk: occupation_tags(self._finder, card["headline"]) for pk, card in cards.items()}
        shares = {pk: self._added(tags) / self._unit for pk, tags in meant.items()}
        likeliest = {pk: self._likeliest(tags) for pk, tags in meant.items()}
        names = dict(
            Occupation.objects.filter(pk__in={*likeliest.values()}).values_list("pk", "name")
        )
        return {
            pk: Said(
                self._told(written.get(pk, {})),
                names.get(likeliest[pk], ""),
                shares[pk],
            )
            for pk in cards
        }

    def parts_of(self, profile_id: UUID, tags: Iterable[int], said: Said) -> dict[str, float]:
        """What a score is made of."""
        skills = self._added(tags) / self._best
        occupation = said.occupation_share * self._unit / self._best
        words = max(0.0, self.scores[profile_id] - skills - occupation)
        return {"words": words, "occupation": occupation, "skills": skills}

    def _added(self, tags: Iterable[int]) -> float:
        return sum(self._preferred.get(tag, 0.0) for tag in tags)

    def _likeliest(self, tags: Iterable[int]) -> int:
        """The occupation that a headline means of which the project says most, or NONE."""
        meant = {Kind.OCCUPATION.tag(one): one for one in self.occupations}
        known = [tag for tag in tags if tag in meant]
        return meant[max(known, key=self._preferred.__getitem__)] if known else NONE

    def _told(self, written: Mapping[str, str]) -> list[str]:
        """The most telling of the words that a profile shows, as it writes them."""
        known = (
            written[form] for word in self._rarest_first for form in word.forms if form in written
        )
        return [*islice(dict.fromkeys(known), MAX_TOLD)]

    def _frequency(self, wanted: Wanted) -> int:
        return max(self.index.frequency(form) for form in wanted.forms)


def _shares(rarities: Mapping[int, float]) -> dict[int, float]:
    whole = sum(rarities.values()) or 1.0
    return {skill: rarity / whole for skill, rarity in rarities.items()}
