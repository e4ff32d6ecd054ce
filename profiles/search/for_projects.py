"""Who may suit a project: its title and description, its skills and its place, asked of the index.

The title is read as a query is, the name of an occupation; of the description any telling word
counts, the rarer the more. Skills only add: who lacks one may still be the right person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from profiles.models import Occupation
from profiles.search.city_names import place_key
from profiles.search.in_reach import asked_for
from profiles.search.meaning import scores_of
from profiles.search.mentioned_skills import skills_within
from profiles.search.occupations import SURE, Finder, telling_words
from profiles.search.passages import TELLS_OF_TRADE, Passage, head_of, read_passage
from profiles.search.scoring import rarity_in
from profiles.search.source import occupation_tags, written_words
from profiles.search.tags import Kind
from search.entries import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from profiles.matching import Need
    from search.entries import Hit, Wanted
    from search.tantivy_index import TantivyIndex

MAX_TITLE_WORDS, MAX_TEXT_WORDS = 20, 60  # the rarest
# Shares of what the best person may reach by each. Learnt with `benchmarks.relevance`.
TITLE_SHARE = 1.0  # of the words of the title
TEXT_SHARE = 0.5  # of those of the description; as much as of the title's where that tells nothing
TITLE_OCCUPATION_SHARE = 1.6
NARROWED_SHARE = 1.0  # where the title says more than that
NARROWING = 2.0  # times what other words of the title count
TEXT_OCCUPATION_SHARE = 0.4
SKILLS_SHARE = 1.0  # of all skills that the project names, together
CLAIMED = 0.85  # as much of it counts a skill that is claimed and not proved
TITLE_SKILL_SHARE, TEXT_SKILL_SHARE = 0.3, 0.1  # of each that is named in words only
NONE = 0  # no occupation has this id
MAX_TOLD = 5  # words that the reasons name


@dataclass(frozen=True)
class Said:
    """What a profile says at this moment of what a project says."""

    words: list[str] = field(default_factory=list)
    """The most telling of the project's words, as the profile writes them."""

    occupation: str = ""
    """What the headline means, if the project means it, too."""

    occupation_share: float = 0.0
    """What was added to the score for all occupations that the headline means or may mean."""


class ProjectSearch:
    """A project, asked of the index as it is at this moment."""

    def __init__(self, index: TantivyIndex, need: Need, rarities: Mapping[int, float]) -> None:
        self.index = index
        self.need = need
        self.skill_weights = _shares(rarities)
        self._rarity = rarity_in(index)

    @cached_property
    def _finder(self) -> Finder:
        return Finder.now()

    # --- What is asked --------------------------------------------------------------------------

    @cached_property
    def _read(self) -> tuple[str, str]:
        head, tail = head_of(self.need.title)
        return head, f"{tail}\n{self.need.text}"

    @cached_property
    def _title(self) -> Passage:
        """Without where the work is: that says nothing of the trade."""
        places = {word for key in self.need.place.city_keys for word in key.split()}
        return read_passage(
            self.index,
            " ".join(word for word in self._read[0].split() if place_key(word) not in places),
            self._rarity,
            most=MAX_TITLE_WORDS,
            with_parts=True,
        )

    @cached_property
    def _narrowing(self) -> set[Wanted]:
        """The title's words that no occupation is called by, such as Django: they narrow the trade
        down, and count more than it.
        """
        names = self._finder.names
        if names is None:
            return set()
        return {word for word in self._title.words if not any(map(names.frequency, word.forms))}

    @cached_property
    def _text(self) -> Passage:
        return read_passage(self.index, self._read[1], self._rarity, most=MAX_TEXT_WORDS)

    @cached_property
    def _title_occupations(self) -> dict[int, float]:
        return self._finder.of_query(telling_words(self._read[0]))

    @cached_property
    def _text_occupations(self) -> dict[int, float]:
        return self._finder.of_query(telling_words(self._read[1]))

    @cached_property
    def _title_tells(self) -> bool:
        return bool(self._title.words or self._title_occupations)

    @cached_property
    def _question(self) -> Question:
        text_share = TEXT_SHARE if self._title_tells else TITLE_SHARE
        title = self._title.weighted(TITLE_SHARE, dict.fromkeys(self._narrowing, NARROWING))
        words = [*title, *self._text.weighted(text_share)]
        return Question(
            telling=words,
            preferred=self._preferred,
            alike=[self._meant],
            excluded_ids=self.need.unseen,
        )

    @cached_property
    def _meant(self) -> dict[int, float]:
        """What the occupations that the title may mean add: of several that a headline means, the
        likeliest, for they are nearly the same.
        """
        share = NARROWED_SHARE if self._narrowing else TITLE_OCCUPATION_SHARE
        return scores_of(_times(share, self._title_occupations))

    @cached_property
    def _hinted(self) -> dict[int, float]:
        """What each occupation adds that the description may mean."""
        return scores_of(_times(TEXT_OCCUPATION_SHARE, self._text_occupations))

    @cached_property
    def _preferred(self) -> dict[int, float]:
        """What tags add to a score."""
        preferred = {**self._hinted}
        for text, share in (
            (self.need.text, TEXT_SKILL_SHARE),
            (self.need.title, TITLE_SKILL_SHARE),
        ):
            preferred |= {Kind.SKILL.tag(skill): share for skill in skills_within(text)}
        for skill, weight in self.skill_weights.items():
            share = SKILLS_SHARE * weight
            preferred[Kind.SKILL.tag(skill)] = CLAIMED * share
            preferred[Kind.PROVED_SKILL.tag(skill)] = (1 - CLAIMED) * share
        return preferred

    # --- Who is found ---------------------------------------------------------------------------

    @cached_property
    def scores(self) -> dict[UUID, float]:
        """Those who may suit the project best, those at its place among them, with how well their
        words, occupations and skills suit: 1 for the best.
        """
        question = self._question
        if not question.finds_by_any:
            return {}
        hits: list[Hit] = []
        for asked, most in asked_for(question, self.need.place):
            hits += self.index.ask(asked, limit=most).hits
        self._best = max((hit.score for hit in hits), default=0.0) or 1.0
        return {hit.id: hit.score / self._best for hit in hits}

    @cached_property
    def of_trade(self) -> set[UUID]:
        """Those of them who share what the work is: a telling word of its title, an occupation that
        it surely means, or a skill that it needs. Where the title tells nothing, the description
        says what the work is.
        """
        passage, occupations = (
            (self._title, self._title_occupations)
            if self._title_tells
            else (self._text, self._text_occupations)
        )
        sure = [one for one, weight in occupations.items() if weight > SURE]
        tags = [
            *(Kind.OCCUPATION.tag(one) for one in sure),
            *(Kind.SKILL.tag(one) for one in self.need.skills),
        ]
        question = Question(
            telling=passage.telling_most(TELLS_OF_TRADE),
            preferred=dict.fromkeys(tags, 1.0),
            ids=self.scores.keys(),
        )
        if not question.finds_by_any:
            return set(self.scores)
        return {hit.id for hit in self.index.ask(question, limit=len(self.scores)).hits}

    # --- Why ------------------------------------------------------------------------------------

    def said_by(self, cards: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, Said]:
        """What these profiles say at this moment, given their cards. Two queries."""
        written = written_words(list(cards))
        meant = {pk: occupation_tags(self._finder, card["headline"]) for pk, card in cards.items()}
        shares = {pk: self._of_occupations(tags) for pk, tags in meant.items()}
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
        occupation = said.occupation_share / self._best
        words = max(0.0, self.scores[profile_id] - skills - occupation)
        return {"words": words, "occupation": occupation, "skills": skills}

    def _added(self, tags: Iterable[int]) -> float:
        return sum(self._preferred.get(tag, 0.0) for tag in tags)

    def _of_occupations(self, tags: Sequence[int]) -> float:
        of_title = max((self._meant.get(tag, 0.0) for tag in tags), default=0.0)
        return of_title + sum(self._hinted.get(tag, 0.0) for tag in tags)

    def _likeliest(self, tags: Iterable[int]) -> int:
        """The occupation that a headline means of which the project says most, or NONE."""
        either = self._title_occupations | self._text_occupations
        meant = {Kind.OCCUPATION.tag(one): one for one in either}
        known = [tag for tag in tags if tag in meant]
        return meant[max(known, key=lambda tag: self._of_occupations([tag]))] if known else NONE

    @cached_property
    def _rarest_first(self) -> list[Wanted]:
        rarities = {**self._title.rarities, **self._text.rarities}
        return sorted(rarities, key=lambda word: -rarities[word])

    def _told(self, written: Mapping[str, str]) -> list[str]:
        """The most telling of the words that a profile shows, as it writes them."""
        known = (
            written[form] for word in self._rarest_first for form in word.forms if form in written
        )
        return [*islice(dict.fromkeys(known), MAX_TOLD)]


def _times(share: float, weights: Mapping[int, float]) -> dict[int, float]:
    return {one: share * weight for one, weight in weights.items()}


def _shares(rarities: Mapping[int, float]) -> dict[int, float]:
    whole = sum(rarities.values()) or 1.0
    return {skill: rarity / whole for skill, rarity in rarities.items()}
