"""How well freelancers fit what somebody needs, with the reasons.

    score = (trade + nearness + rest) / steps, from 0 to 1
    rest = 0.55 work + 0.25 place + 0.10 rate + 0.05 availability + 0.05 quality, each from 0 to 1

Trade: 1 for those who share what the work is (`ProjectSearch.of_trade`), else 0. Nearness, where
the work is done at some place, of those of the trade: 2 for those there, 1 for others in its
country. The rest orders those who are alike in both: so a plumber in the city comes before one
elsewhere, and any plumber before whoever is none. There are two steps where the place does not
matter, four where it does.

Work: how well words, occupation and skills suit the need, as the index of texts scores them, as a
share of the best (`profiles.search.for_projects`). While there is no index: the share of the wanted
skills that are held. `profiles.match_aspects` has the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import structlog

from profiles import match_aspects as aspects
from profiles.candidates import candidates, candidates_of, rarities
from profiles.models import SearchCard, Skill
from profiles.search.for_projects import ProjectSearch, Said
from profiles.search.index import profile_index
from profiles.search.places import Place
from profiles.search.tags import PAUSED
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from foundation.exchange.table import ExchangeTable
    from profiles.candidates import Candidate

logger = structlog.get_logger("guildhall.search")

WORK, PLACE, RATE, AVAILABILITY, QUALITY = 0.55, 0.25, 0.10, 0.05, 0.05
STEPS_ANYWHERE, STEPS_AT_A_PLACE = 2, 4  # that a score is made of
SPARE = 5  # more cards are read than are shown: somebody may have been hidden just now
MILLION = 1_000_000


@dataclass(frozen=True)
class Need:
    """What somebody needs: in words, skills by their ids, a place, and an hourly budget in one
    currency.
    """

    skills: Sequence[int] = ()
    rate_max: Decimal | None = None
    currency: str = ""
    exchange: ExchangeTable | None = None
    title: str = ""
    text: str = ""
    place: Place = field(default_factory=Place)
    unseen: Collection[UUID] = ()
    """Whom the one who needs it does not see."""

    @property
    def budget(self) -> tuple[Decimal | None, str, ExchangeTable | None]:
        """What an hour may cost, in which currency, and by which rates others compare with it."""
        return self.rate_max, self.currency, self.exchange


@dataclass(frozen=True)
class Fit:
    """How well somebody fits, from 0 to 1, why, what adds up to the score, and the card that the
    search shows of them.
    """

    profile_id: UUID
    score: float
    reasons: list[dict[str, Any]]
    parts: dict[str, float]
    card: dict[str, Any]


def best_fits(need: Need, *, most: int = 20) -> list[Fit]:
    """The freelancers who fit a need best, of the few hundred likeliest, the best first. A constant
    number of queries.
    """
    index = profile_index.index()
    if index is not None:
        try:
            search = ProjectSearch(index, need, rarities(need.skills))
            return _WithIndex(need, most, search).fits()
        except EngineFailed as error:
            logger.error("search_engine_failed", error=str(error))
    return _Matching(need, most).fits()


class _Matching:
    """A need, matched by its skills alone: what is possible without an index."""

    def __init__(self, need: Need, most: int) -> None:
        self.need = need
        self.most = most
        self.rarities = rarities(need.skills)
        self.names = dict(Skill.objects.filter(pk__in=need.skills).values_list("pk", "name"))

    def likely(self) -> list[Candidate]:
        found = candidates(self.need.skills)
        return [one for one in found if one.profile_id not in self.need.unseen]

    def work(self, candidate: Candidate) -> float:
        return aspects.skills(candidate, self.names, self.rarities).share

    def said_by(self, cards: Mapping[UUID, dict[str, Any]]) -> Mapping[UUID, Said]:
        """What the profiles say of what the need says."""
        return {}

    def parts_of_work(self, candidate: Candidate, said: Said) -> dict[str, float]:
        """What the work's share of the score is made of."""
        return {"skills": self.work(candidate)}

    def is_of_trade(self, candidate: Candidate) -> bool:
        """Whether somebody shares what the work is."""
        return True  # likely is who has one of the skills

    @cached_property
    def considered(self) -> list[Candidate]:
        place = self.need.place
        return [
            one
            for one in self.likely()
            if PAUSED not in one.tags and one.whereabouts.reaches(place)
        ]

    @cached_property
    def place(self) -> Place:
        """Where the work is. What a text names and nobody lives in is no city, or as good as none:
        then those in the country are near.
        """
        place = self.need.place
        if place.point is not None:
            return place
        is_somebodys = any(aspects.is_in_city(one, place) for one in self.considered)
        return place if is_somebodys else replace(place, city_keys=(), geonames_ids=())

    def fits(self) -> list[Fit]:
        scored = [(sum(self._parts(one).values()), one) for one in self.considered]
        scored.sort(key=lambda one: (-one[0], one[1].profile_id))
        best = [one for _score, one in scored[: self.most + SPARE]]
        found = SearchCard.objects.filter(pk__in=[one.profile_id for one in best])
        cards = dict(found.values_list("pk", "card"))
        shown = [one for one in best if one.profile_id in cards][: self.most]
        said = self.said_by({one.profile_id: cards[one.profile_id] for one in shown})
        return [
            self._fit(one, cards[one.profile_id], said.get(one.profile_id, Said())) for one in shown
        ]

    def _parts(self, candidate: Candidate) -> dict[str, float]:
        need, place = self.need, self.place
        trade = float(self.is_of_trade(candidate))
        nearness = trade * aspects.nearness(candidate, place)
        steps = STEPS_ANYWHERE if place.is_anywhere else STEPS_AT_A_PLACE
        parts = {
            "trade": trade,
            "work": WORK * self.work(candidate),
            "place": nearness + PLACE * aspects.place(candidate, place).share,
            "rate": RATE * aspects.rate(candidate, *need.budget).share,
            "availability": AVAILABILITY * aspects.availability(candidate).share,
            "quality": QUALITY * candidate.quality / MILLION,
        }
        return {code: part / steps for code, part in parts.items()}

    def _fit(self, candidate: Candidate, card: dict[str, Any], said: Said) -> Fit:
        need, parts = self.need, self._parts(candidate)
        reasons = (
            aspects.skills(candidate, self.names, self.rarities).reason,
            aspects.occupation(said),
            aspects.words(said),
            aspects.place(candidate, self.place, card).reason,
            aspects.rate(candidate, *need.budget).reason,
            aspects.availability(candidate).reason,
        )
        score = round(sum(parts.values()), 4)
        work, of_work = parts.pop("work"), self.parts_of_work(candidate, said)
        whole = sum(of_work.values()) or 1.0
        parts = {
            "trade": parts.pop("trade"),
            **{code: work * share / whole for code, share in of_work.items()},
            **parts,
        }
        return Fit(
            candidate.profile_id,
            score,
            [reason for reason in reasons if reason],
            {code: round(part, 4) for code, part in parts.items()},
            card,
        )


class _WithIndex(_Matching):
    """A need, asked of the index."""

    def __init__(self, need: Need, most: int, search: ProjectSearch) -> None:
        super().__init__(need, most)
        self.search = search

    def likely(self) -> list[Candidate]:
        return candidates_of(self.search.scores)

    def work(self, candidate: Candidate) -> float:
        return self.search.scores[candidate.profile_id]

    def is_of_trade(self, candidate: Candidate) -> bool:
        return candidate.profile_id in self.search.of_trade

    def said_by(self, cards: Mapping[UUID, dict[str, Any]]) -> Mapping[UUID, Said]:
        return self.search.said_by(cards)

    def parts_of_work(self, candidate: Candidate, said: Said) -> dict[str, float]:
        return self.search.parts_of(candidate.profile_id, candidate.tags, said)
