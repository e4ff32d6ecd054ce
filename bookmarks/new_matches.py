"""The good matches of a saved search among what changed since it was looked at.

Good matches are those of the search (docs/search.md), which have all telling words or enough of
them. Of a text, whoever is told of has also to be called so: a telling word stands in the headline
or title, or that means, or may mean, an occupation which the text surely means; or there is a skill
which the text names. A word somewhere in a long description is no reason to write to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accounts.blocks import not_between, unseen_by
from bookmarks.criteria import people_criteria, project_criteria
from bookmarks.models import Kind
from profiles.models import Profile, SearchCard
from profiles.search.corrections import corrected
from profiles.search.index import profile_index
from profiles.search.occupations import SURE
from profiles.search.passages import TELLS_OF_TRADE
from profiles.search.query import Criteria as PeopleCriteria
from profiles.search.query import match_of
from profiles.search.reading import normaliser
from profiles.search.source import CHANGED as PROFILE_CHANGED
from profiles.search.tags import Kind as Tag
from profiles.search.text_search import TextSearch as PeopleSearch
from projects.models import Project
from projects.search.by_words import TextSearch as ProjectSearch
from projects.search.index import project_index
from projects.search.pages import text_set_right
from projects.search.query import skill_ids
from projects.search.source import CHANGED as PROJECT_CHANGED
from projects.search.source import microseconds
from search.entries import Question, Range
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from bookmarks.models import SavedSearch
    from profiles.search.asking import Rarity
    from profiles.search.meaning import Meaning
    from search.entries import Wanted
    from search.tantivy_index import TantivyIndex

MAX_MATCHES = 100  # that one look finds: those that changed last
MAX_KNOWN = 100  # the first of the results, which whoever saves a search has seen


class NoIndex(Exception):
    """This machine has no index at the moment: nothing can be looked for."""


@dataclass(frozen=True)
class Looked:
    """A saved search as a question to the index, and what its text says that it is about."""

    index: TantivyIndex
    good: Question
    best: Question
    """The first of its results."""

    changed: str
    """The number of an entry that says when it changed."""

    trade: Trade | None = None

    def since(self, moment: datetime) -> list[UUID]:
        """Those that changed since then, the latest first."""
        recent = Range(self.changed, lowest=microseconds(moment))
        question = replace(
            self.good, ranges=[*self.good.ranges, recent], order_by=f"-{self.changed}"
        )
        return [hit.id for hit in self.index.ask(question, limit=MAX_MATCHES).hits]


@dataclass(frozen=True)
class Trade:
    """What somebody has to be called, or able to do, of whom a text is to be told."""

    forms: frozenset[str]
    tags: Sequence[int]

    @classmethod
    def of(
        cls,
        telling: Sequence[Wanted],
        rarity: Rarity,
        meaning: Meaning,
        skills: Sequence[int],
    ) -> Trade | None:
        """None of a text without a telling word, such as a phrase: that is asked for strictly."""
        weights = {word: rarity(word) for word in telling if not word.texts}
        if not weights:
            return None
        least = TELLS_OF_TRADE * max(weights.values())
        strong = (word for word, weight in weights.items() if weight >= least)
        sure = [one for one, weight in meaning.occupations.items() if weight > SURE]
        kinds = (Tag.OCCUPATION, Tag.LIKELY_OCCUPATION)
        return cls(
            forms=frozenset(form for word in strong for form in word.forms),
            tags=[kind.tag(one) for one in sure for kind in kinds]
            + [Tag.SKILL.tag(skill) for skill in skills],
        )

    def those_of_it(self, index: TantivyIndex, titles: Mapping[UUID, str]) -> set[UUID]:
        """Those that are of this trade, of some with their headlines or titles."""
        called = {one for one, title in titles.items() if self.forms & _forms(title)}
        others = [one for one in titles if one not in called]
        if not self.tags or not others:
            return called
        question = Question(any_tags=[self.tags], ids=others)
        return called | {hit.id for hit in index.ask(question, limit=len(others)).hits}


def _forms(title: str) -> set[str]:
    return {form for word in with_stems(normaliser().words(title)) for form in word.forms}


def looked(search: SavedSearch, owner: User) -> Looked:
    """A saved search as a question. Raises NoIndex and EngineFailed, and what a search raises whose
    criteria cannot be asked for any more.
    """
    return _people(search, owner) if search.kind == Kind.PEOPLE else _projects(search, owner)


def _people(search: SavedSearch, owner: User) -> Looked:
    index = profile_index.index()
    if index is None:
        raise NoIndex
    unseen = unseen_by(owner) | {owner.pk}
    criteria: PeopleCriteria = replace(people_criteria(search), unseen=unseen)
    if not criteria.q:
        question = match_of(criteria).question
        return Looked(index, question, replace(question, order_by="-quality"), PROFILE_CHANGED)
    found = PeopleSearch(index, replace(criteria, q=corrected(index, criteria.q)))
    trade = None
    if not found.is_somebodys_name:
        skills = found.match.asked_skills
        trade = Trade.of(found.telling, found.rarity, found.meaning, skills)
    return Looked(index, found.good, found.by_relevance, PROFILE_CHANGED, trade)


def _projects(search: SavedSearch, owner: User) -> Looked:
    index = project_index.index()
    if index is None:
        raise NoIndex
    criteria = project_criteria(search)
    own = Project.objects.posted().filter(client=owner).values_list("pk", flat=True)
    unseen = [*Project.objects.kept_from(owner), *own]
    text = criteria.q and (text_set_right(index, criteria.q) or criteria.q)
    asked = replace(criteria, q=text, unseen=unseen)
    found = ProjectSearch(index, asked, skill_ids(criteria.skill))
    if not found.telling:
        question = found.base
        return Looked(index, question, replace(question, order_by="-opened"), PROJECT_CHANGED)
    named = match_of(PeopleCriteria(q=text)).asked_skills
    trade = Trade.of(found.telling, found.rarity, found.meaning, named)
    return Looked(index, found.good, found.good, PROJECT_CHANGED, trade)


def shown_to(owner: User, kind: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Those that a search of this kind shows its owner at this moment, with their headlines or
    titles: nobody who is hidden, suspended or gone, or whom a block keeps away; no project that is
    closed, and nothing of the owner's own. One query.
    """
    if kind == Kind.PEOPLE:
        cards = SearchCard.objects.filter(not_between(owner, "profile"), profile__in=ids)
        people = Profile.objects.public().filter(pk__in=cards.values("profile"))
        return dict(people.exclude(pk=owner.pk).values_list("pk", "headline"))
    projects = Project.objects.posted_to(owner).filter(pk__in=ids)
    return dict(projects.exclude(client=owner).values_list("pk", "title"))


def new_matches(search: SavedSearch, owner: User, *, since: datetime) -> list[UUID]:
    """The good matches of a saved search among what changed since then, the latest first. Raises
    what `looked` raises.
    """
    asked = looked(search, owner)
    ids = asked.since(since)
    if not ids:
        return []
    titles = shown_to(owner, search.kind, ids)
    of_trade = asked.trade.those_of_it(asked.index, titles) if asked.trade else titles.keys()
    return [one for one in ids if one in titles and one in of_trade]


def first_matches(search: SavedSearch, owner: User) -> list[UUID]:
    """The first of the results, which whoever saves the search has before their eyes. Raises what
    `looked` raises.
    """
    asked = looked(search, owner)
    return [hit.id for hit in asked.index.ask(asked.best, limit=MAX_KNOWN).hits]
