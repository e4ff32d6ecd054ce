"""What a client looks for, from the parameters of a request to the conditions of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from foundation.money import in_parts
from foundation.skill_keys import skill_key, skill_readings
from profiles.errors import UnknownSkill
from profiles.models import SkillAlias
from profiles.search import tags
from profiles.search.city_names import city_keys
from profiles.search.gazetteer import geonames_id
from profiles.search.nearby import CELL
from profiles.search.tags import Kind
from search.entries import MAX_NUMBER, Question, Range

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from foundation.exchange.table import ExchangeTable
    from profiles.search.nearby import Near, Nearby

LONGEST_SKILL_NAME = 4  # words of a search that are looked up together as the name of a skill


@dataclass(frozen=True)
class Criteria:
    """The filters and the order of a search, each valid by itself."""

    q: str = ""
    skill: Sequence[str] = ()
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    currency: str = ""
    amounts_in: str = ""
    country: str = ""
    city: str = ""
    level: Sequence[str] = ()
    availability: Sequence[str] = ()
    rating_min: Decimal | None = None
    near: Near | None = None
    ordering: str = ""
    unseen: Collection[UUID] = field(default=(), repr=False)
    """Whom the reader does not see, whatever is asked for."""

    exchange: ExchangeTable | None = field(default=None, repr=False)
    """By which rates in other currencies are compared with those that `amounts_in` is about."""

    @property
    def names_amounts(self) -> bool:
        """Whether rates are compared with what is asked for."""
        return self.rate_min is not None or self.rate_max is not None

    nearby: Nearby | None = field(default=None, repr=False)
    """What an index has near the point that is asked for."""


@dataclass
class Match:
    """The conditions that somebody has to meet."""

    all_tags: list[int] = field(default_factory=list)
    any_tags: list[list[int]] = field(default_factory=list)
    city_keys: tuple[str, ...] = ()
    """Ways to write the city; whoever writes it otherwise has the tag in `place`."""

    place: int | None = None
    rates: tuple[int, int] | None = None
    """The lowest and the highest rate in one currency (foundation.money.PARTS)."""

    rates_by_tag: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The same in each of several currencies."""

    rating_min: int | None = None
    """In hundredths of a star."""

    near: Near | None = None
    nearby: Nearby | None = None

    unseen: Collection[UUID] = ()
    """Those who are left out, whatever is asked for."""

    asked_skills: list[int] = field(default_factory=list)
    """The ids of skills that the filter or the text names."""

    implied_skills: set[int] = field(default_factory=set)
    """Those that another one implies which the text names: who can do Django can do Python."""

    @property
    def number(self) -> int:
        """How many conditions there are."""
        others = (self.city_keys, self.rates_by_tag, self.rating_min, self.near)
        return len(self.all_tags) + len(self.any_tags) + sum(map(bool, others))

    @property
    def question(self) -> Question:
        """The same, asked of the index."""
        ranges = []
        if self.rates:
            ranges.append(Range("rate", *self.rates))
        if self.rating_min:
            ranges.append(Range("mean_rating", lowest=self.rating_min))
        cities = [tags.city_tag(key) for key in self.city_keys]
        if self.place is not None:
            cities.append(self.place)
        return Question(
            all_tags=self.all_tags,
            any_tags=[*self.any_tags, *([cities] if cities else [])],
            ranges=ranges,
            ranges_by_tag={
                tag: [Range("rate", *rates)] for tag, rates in self.rates_by_tag.items()
            },
            among={} if self.nearby is None else {CELL: self.nearby.km},
            excluded_ids=self.unseen,
        )


def match_of(criteria: Criteria) -> Match:
    """The conditions of these criteria. At most one query. Raises UnknownSkill."""
    match = Match(near=criteria.near, nearby=criteria.nearby, unseen=criteria.unseen)
    _add_filters(match, criteria)
    if criteria.q or criteria.skill:
        _add_skills(match, criteria)
    return match


def _add_filters(match: Match, criteria: Criteria) -> None:
    if criteria.country:
        match.all_tags.append(tags.country_tag(criteria.country))
    if criteria.currency:
        match.all_tags.append(tags.currency_tag(criteria.currency))
    if criteria.level:
        match.any_tags.append([tags.level_tag(level) for level in criteria.level])
    if criteria.availability:
        match.any_tags.append([tags.availability_tag(one) for one in criteria.availability])
    if criteria.rating_min is not None:
        match.rating_min = int(criteria.rating_min * 100)
    _add_city(match, criteria)
    _add_rate(match, criteria)


def _add_city(match: Match, criteria: Criteria) -> None:
    """Whoever writes the city so, and whoever writes the same city otherwise."""
    match.city_keys = tuple(city_keys(criteria.city))
    if match.city_keys and (meant := geonames_id(criteria.city, criteria.country)):
        match.place = tags.geonames_tag(meant)


def _add_rate(match: Match, criteria: Criteria) -> None:
    """Who names no rate has one of 0, and is outside of every range."""
    if not criteria.names_amounts:
        return
    lowest, highest = criteria.rate_min or Decimal(0), criteria.rate_max
    if criteria.exchange:
        bounds = criteria.exchange.bounds(lowest, highest, criteria.amounts_in)
        match.rates_by_tag = {
            tags.currency_tag(currency): _range_of(*pair) for currency, pair in bounds.items()
        }
        return
    match.rates = _range_of(
        in_parts(lowest, is_lowest=True), None if highest is None else in_parts(highest)
    )


def _range_of(lowest: int | None, highest: int | None) -> tuple[int, int]:
    return min(max(1, lowest or 0), MAX_NUMBER), MAX_NUMBER if highest is None else min(
        highest, MAX_NUMBER
    )


def _add_skills(match: Match, criteria: Criteria) -> None:
    """Look up the skills that filter and text name."""
    asked = {name: skill_readings(name) for name in criteria.skill}
    written = names_within(criteria.q)
    skills = _known({*(key for keys in asked.values() for key in keys), *written} - {""})
    meant = {name: _first_known(skills, keys) for name, keys in asked.items()}
    if unknown := [name for name, skill in meant.items() if skill is None]:
        raise UnknownSkill(unknown[0])
    required = {skill for skill in meant.values() if skill}
    # Whoever has a skill has those above it: to ask for these too would only cost.
    implied = {pk for skill in required for pk in skill.above}
    match.all_tags += sorted(Kind.SKILL.tag(one.pk) for one in required if one.pk not in implied)
    within = {skill for key, skill in skills.items() if key in written}
    match.asked_skills = sorted({one.pk for one in required | within})
    match.implied_skills = {pk for skill in within for pk in skill.above}


class _Known(NamedTuple):
    """A skill that was asked for, with the ids of itself and those above it."""

    pk: int
    lineage: tuple[int, ...]

    @property
    def above(self) -> set[int]:
        return set(self.lineage) - {self.pk}


def _known(keys: Collection[str]) -> dict[str, _Known]:
    """The skills that are called so."""
    found = SkillAlias.objects.filter(key__in=sorted(keys))
    rows = found.values_list("key", "skill_id", "skill__lineage")
    return {key: _Known(pk, tuple(lineage)) for key, pk, lineage in rows}


def _first_known(skills: Mapping[str, _Known], keys: Sequence[str]) -> _Known | None:
    return next((skills[key] for key in keys if key in skills), None)


def names_within(text: str) -> set[str]:
    """What in the text may be the name of a skill: each run of up to four words."""
    words = [key for word in text.split() if (key := skill_key(word))]
    return {
        " ".join(words[start : start + length])
        for length in range(1, LONGEST_SKILL_NAME + 1)
        for start in range(len(words) - length + 1)
    }
