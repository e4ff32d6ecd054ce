"""What a client looks for, from the parameters of a request to the conditions of a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from foundation.skill_keys import skill_key, skill_readings
from foundation.text_queries import for_websearch
from profiles.errors import UnknownSkill
from profiles.models import Skill
from profiles.search import tags
from profiles.search.city_names import city_keys
from profiles.search.gazetteer import geonames_id
from profiles.search.tags import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

MOST_OFFERS = 10  # tags that are looked for together
LONGEST_SKILL_NAME = 4  # words of a search that are looked up together as the name of a skill

# A phrase in quotes asks for its words; that they stand together only ranks (docs/search.md), for
# no index bounds what a phrase of two frequent words costs.
PREPARE = """
    WITH asked AS (SELECT websearch_to_tsquery('english', %s) AS phrase)
    SELECT phrase::text, regexp_replace(phrase::text, '<([0-9]+|-)>', '&', 'g'),
        querytree(phrase) NOT IN ('', 'T'),
        ARRAY(SELECT concat_ws('=', key, skill_id, array_to_string(lineage, ','))
              FROM profiles_skillalias alias JOIN profiles_skill skill ON skill.id = alias.skill_id
              WHERE key = ANY(%s))
    FROM asked
"""


@dataclass(frozen=True)
class Criteria:
    """The filters and the order of a search, each valid by itself."""

    q: str = ""
    skill: Sequence[str] = ()
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    currency: str = ""
    country: str = ""
    city: str = ""
    level: Sequence[str] = ()
    availability: Sequence[str] = ()
    rating_min: Decimal | None = None
    ordering: str = ""


@dataclass
class Match:
    """The conditions that an entry has to meet, as the index reads them."""

    words: str = ""
    """A tsquery; empty: no words are asked for."""

    phrase: str = ""
    """The same with the phrases in it."""

    only_excludes: bool = False
    """The words only say what must not be there: no index finds entries by that."""

    all_tags: list[int] = field(default_factory=list)
    any_tags: list[list[int]] = field(default_factory=list)
    exact: list[tuple[str, Any]] = field(default_factory=list)
    """What tags only narrow down: conditions with one parameter each."""

    rates: tuple[int, int] | None = None
    """The lowest and the highest rate, in hundredths."""

    asked_skills: list[int] = field(default_factory=list)
    """The ids of skills that the filter or the text names."""

    implied_skills: set[int] = field(default_factory=set)
    """Those that another one implies which the text names: who can do Django can do Python."""

    @property
    def is_everything(self) -> bool:
        return not (self.words or self.all_tags or self.any_tags or self.rates)


def match_of(criteria: Criteria) -> Match:
    """The conditions of these criteria. At most one query. Raises UnknownSkill."""
    match = Match()
    _add_filters(match, criteria)
    if criteria.q or criteria.skill:
        _add_text_and_skills(match, criteria)
    return match


def _add_filters(match: Match, criteria: Criteria) -> None:
    _add_offer(match, criteria)
    if criteria.currency:
        match.all_tags.append(tags.currency_tag(criteria.currency))
    _add_city(match, criteria)
    if criteria.rating_min is not None:
        match.any_tags.append(tags.stars_tags(criteria.rating_min))
        match.exact.append(("entry.mean_rating >= {}", int(criteria.rating_min * 100)))
    _add_rate(match, criteria)


def _add_offer(match: Match, criteria: Criteria) -> None:
    """Country, level and availability: by one tag for all where that takes few, for each of these
    alone is broad, and the index pays for each list that it intersects.
    """
    country, levels, availabilities = criteria.country, criteria.level, criteria.availability
    if country and (levels or availabilities):
        together = tags.offer_tags(country, levels, availabilities)
        if len(together) <= MOST_OFFERS:
            match.any_tags.append(together)
            return
    if country:
        match.all_tags.append(tags.country_tag(country))
    if levels:
        match.any_tags.append([tags.level_tag(level) for level in levels])
    if availabilities:
        match.any_tags.append([tags.availability_tag(one) for one in availabilities])


def _add_city(match: Match, criteria: Criteria) -> None:
    """Whoever writes the city so, and whoever writes the same city otherwise."""
    keys = city_keys(criteria.city)
    if not keys:
        return
    asked, is_there = [tags.city_tag(key) for key in keys], "entry.city_key = ANY({})"
    if meant := geonames_id(criteria.city, criteria.country):
        asked.append(tags.geonames_tag(meant))
        is_there = f"({is_there} OR entry.tags @> ARRAY[{asked[-1]:d}])"
    match.any_tags.append(asked)
    match.exact.append((is_there, list(keys)))


def _add_rate(match: Match, criteria: Criteria) -> None:
    if criteria.rate_min is None and criteria.rate_max is None:
        return
    lowest = int((criteria.rate_min or 0) * 100)
    highest = int((tags.MAX_RATE if criteria.rate_max is None else criteria.rate_max) * 100)
    match.rates = (max(1, lowest), highest)


def _add_text_and_skills(match: Match, criteria: Criteria) -> None:
    """Have PostgreSQL read the text, and look up the skills that filter and text name."""
    asked = {name: skill_readings(name) for name in criteria.skill}
    readings = (key for keys in asked.values() for key in keys)
    written = names_within(criteria.q)
    keys = sorted({*readings, *written} - {""})
    with connections[router.db_for_read(Skill)].cursor() as cursor:
        cursor.execute(PREPARE, [for_websearch(criteria.q), keys])
        phrase, words, is_indexable, found = cursor.fetchone()
    skills = {key: _Known(int(pk), lineage) for key, pk, lineage in (r.split("=") for r in found)}
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
    match.words, match.phrase, match.only_excludes = words, phrase, not is_indexable


@dataclass(frozen=True)
class _Known:
    """A skill that was asked for, with the ids of itself and those above it."""

    pk: int
    lineage: str

    @property
    def above(self) -> set[int]:
        return {int(pk) for pk in self.lineage.split(",") if pk} - {self.pk}


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
