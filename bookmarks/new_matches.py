"""The good matches of a saved search among what changed since it was looked at.

Good matches are those of the search (docs/search.md), which have all telling words or enough of
them. If there is a text, they are of its trade, too (`bookmarks.trade`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from accounts.blocks import not_between, unseen_by
from bookmarks.criteria import people_criteria, project_criteria
from bookmarks.models import Kind
from bookmarks.trade import Trade
from foundation.exchange.table import rates_for
from profiles.models import Profile, SearchCard
from profiles.search.corrections import corrected
from profiles.search.index import profile_index
from profiles.search.nearby import Nearby
from profiles.search.query import Criteria as PeopleCriteria
from profiles.search.query import match_of
from profiles.search.scoring import good_or_meant
from profiles.search.source import CHANGED as PROFILE_CHANGED
from profiles.search.text_search import TextSearch as PeopleSearch
from projects.models import Project
from projects.search.by_words import TextSearch as ProjectSearch
from projects.search.index import project_index
from projects.search.pages import text_set_right
from projects.search.query import skill_ids
from projects.search.source import CHANGED as PROJECT_CHANGED
from projects.search.source import microseconds
from search.entries import Question, Range

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from bookmarks.models import SavedSearch
    from search.tantivy_index import TantivyIndex

MAX_MATCHES = 100  # that one look finds: those that changed last
MAX_KNOWN = 100  # the first of the results, which whoever saves a search has seen


class NoIndex(Exception):
    """This machine has no index at the moment: nothing can be looked for."""


class Look(ABC):
    """A saved search as its owner asks it of an index, as that is at this moment."""

    index: TantivyIndex
    changed: str
    """The number of an entry that says when it changed."""

    @property
    @abstractmethod
    def good(self) -> Question:
        """Finds the good matches."""

    @property
    @abstractmethod
    def best(self) -> Question:
        """Finds the first results first."""

    @property
    @abstractmethod
    def trade(self) -> Trade | None:
        """What its text says that it is about; None where whatever is found is meant."""

    def first(self) -> list[UUID]:
        """The first of the results."""
        return [hit.id for hit in self.index.ask(self.best, limit=MAX_KNOWN).hits]

    def since(self, moment: datetime) -> list[UUID]:
        """The good matches that changed since then, the latest first."""
        recent = Range(self.changed, lowest=microseconds(moment))
        good = self.good
        question = replace(good, ranges=[*good.ranges, recent], order_by=f"-{self.changed}")
        return [hit.id for hit in self.index.ask(question, limit=MAX_MATCHES).hits]


class PeopleLook(Look):
    """For people."""

    changed = PROFILE_CHANGED

    def __init__(self, index: TantivyIndex, search: SavedSearch, owner: User) -> None:
        self.index = index
        asked = people_criteria(search)
        text = asked.q and corrected(index, asked.q)
        self.criteria = replace(
            asked,
            q=text,
            unseen=unseen_by(owner) | {owner.pk},
            nearby=Nearby.of(index, asked.near) if asked.near else None,
            exchange=rates_for(asked),
        )

    @cached_property
    def text(self) -> PeopleSearch | None:
        return PeopleSearch(self.index, self.criteria) if self.criteria.q else None

    @property
    def good(self) -> Question:
        if self.text is None:
            return match_of(self.criteria).question
        by_words = self.text.matches.question
        if self.text.decisive:
            return by_words
        return good_or_meant(self.index, by_words, self.text.meaning, self.text.base)

    @property
    def best(self) -> Question:
        return self.text.by_relevance if self.text else replace(self.good, order_by="-quality")

    @property
    def trade(self) -> Trade | None:
        text = self.text
        if text is None or text.is_somebodys_name:
            return None
        return Trade.of(text.telling, text.rarity, text.meaning, text.match.asked_skills)


class ProjectLook(Look):
    """For projects."""

    changed = PROJECT_CHANGED

    def __init__(self, index: TantivyIndex, search: SavedSearch, owner: User) -> None:
        self.index = index
        asked = project_criteria(search)
        own = Project.objects.posted().filter(client=owner).values_list("pk", flat=True)
        self.q = asked.q and (text_set_right(index, asked.q) or asked.q)
        unseen = [*Project.objects.kept_from(owner), *own]
        criteria = replace(
            asked,
            q=self.q,
            unseen=unseen,
            nearby=Nearby.of(index, asked.near) if asked.near else None,
            exchange=rates_for(asked),
        )
        self.text = ProjectSearch(index, criteria, skill_ids(asked.skill))

    @property
    def good(self) -> Question:
        return self.text.good if self.text.telling else self.text.base

    @property
    def best(self) -> Question:
        return replace(self.good, order_by="-opened")

    @property
    def trade(self) -> Trade | None:
        skills = match_of(PeopleCriteria(q=self.q)).asked_skills
        return Trade.of(self.text.telling, self.text.rarity, self.text.meaning, skills)


def look(search: SavedSearch, owner: User) -> Look:
    """A saved search, to be asked. Raises NoIndex and EngineFailed, and what a search raises whose
    criteria cannot be asked for any more.
    """
    is_for_people = search.kind == Kind.PEOPLE
    index = profile_index.index() if is_for_people else project_index.index()
    if index is None:
        raise NoIndex
    return (PeopleLook if is_for_people else ProjectLook)(index, search, owner)


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
    what `look` raises.
    """
    asked = look(search, owner)
    ids = asked.since(since)
    if not ids:
        return []
    titles = shown_to(owner, search.kind, ids)
    trade = asked.trade
    of_trade = trade.those_of_it(asked.index, titles) if trade else titles.keys()
    return [one for one in ids if one in titles and one in of_trade]


def first_matches(search: SavedSearch, owner: User) -> list[UUID]:
    """The first of the results, which whoever saves the search has before their eyes. Raises what
    `look` raises.
    """
    return look(search, owner).first()
