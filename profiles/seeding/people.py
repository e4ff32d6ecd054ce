"""Made-up freelancers, the same for the same random state.

Most of what a person is goes together, as in real data: the occupation decides the skills and the
words, seniority the rate, the number of reviews and the length of the bio, the country the language
and the currency.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from foundation.located import columns_of
from profiles.models import Availability, Evidence, ExperienceLevel, SkillLevel
from profiles.ratings import shrunk_mean
from profiles.search.city_names import place_key
from profiles.search.gazetteer import geonames_id, point_of
from profiles.seeding import text
from profiles.seeding.places import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Fixed, so that the same state makes the same people on any day.
FIRST_DAY = datetime(2021, 1, 4, tzinfo=UTC)
LAST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
LEVELS = ExperienceLevel.values
SKILL_LEVELS = SkillLevel.values


@dataclass(frozen=True)
class Occupation:
    """A group of skills that go together: ids and names, the most frequent first, with the
    cumulated weights of a Zipf distribution.
    """

    skills: Sequence[tuple[int, str]]
    weights: Sequence[float] = field(default_factory=list)

    @classmethod
    def of(cls, skills: Sequence[tuple[int, str]]) -> Occupation:
        return cls(skills, zipf(len(skills)))


def zipf(size: int, exponent: float = 0.9) -> list[float]:
    """Cumulated weights of ranks 1 to `size`."""
    return list(accumulate(1 / rank**exponent for rank in range(1, size + 1)))


@dataclass
class Person:
    """One freelancer: the rows of each table, without what tables have in common."""

    user: dict[str, Any]
    profile: dict[str, Any]
    details: dict[str, Any]
    skills: list[dict[str, Any]]
    experience: list[dict[str, Any]]
    portfolio: list[dict[str, Any]]


class Population:
    """People by their number, in batches that can be made independently of each other."""

    def __init__(self, occupations: Sequence[Occupation], random_state: int) -> None:
        self.occupations = occupations
        self.random_state = random_state
        self._occupation_weights = zipf(len(occupations))
        self._place_weights = list(accumulate(place.share for place in PLACES))

    def batch(self, first: int, size: int) -> Iterator[Person]:
        """The people `first` to `first + size - 1`."""
        random = Random(f"{self.random_state}:{first}")  # noqa: S311 - nothing secret
        return (self._person(random, number) for number in range(first, first + size))

    def _person(self, random: Random, number: int) -> Person:
        place = random.choices(PLACES, cum_weights=self._place_weights)[0]
        occupation = random.choices(self.occupations, cum_weights=self._occupation_weights)[0]
        seniority = random.betavariate(2, 3)
        joined = FIRST_DAY + (LAST_DAY - FIRST_DAY) * random.random() ** 0.7
        person_id = _uuid7(random, joined)
        skills = self._skills(random, occupation, seniority)
        facts = self._facts(random, skills, place.cities, seniority)
        first_name, last_name = random.choice(place.first_names), random.choice(place.last_names)
        return Person(
            user={
                "id": person_id,
                "username": f"{place_key(first_name)}-{place_key(last_name)}-{number}"[:30],
                "email": f"person-{self.random_state}-{number}@seed.example",
                "first_name": first_name,
                "last_name": last_name,
                "created_at": joined,
            },
            profile=self._profile(random, place, facts, seniority, joined),
            details=self._details(random, place, seniority),
            skills=skills,
            experience=_experience(random, facts, seniority),
            portfolio=_portfolio(random, facts, seniority),
        )

    def _skills(
        self, random: Random, occupation: Occupation, seniority: float
    ) -> list[dict[str, Any]]:
        wanted = 3 + int(seniority * 9)
        drawn = random.choices(occupation.skills, cum_weights=occupation.weights, k=wanted + 3)
        if random.random() < 0.3:  # something from another field
            drawn.append(random.choice(random.choice(self.occupations).skills))
        return [
            {
                "skill_id": skill_id,
                "name": name,
                "level": SKILL_LEVELS[min(3, int(seniority * 4 + random.random()))],
                "years": 1 + int(seniority * 20 * random.random()),
                "evidence": _evidence(random, seniority),
            }
            for skill_id, name in dict(drawn[:wanted] + drawn[wanted + 3 :]).items()
        ]

    def _facts(
        self,
        random: Random,
        skills: Sequence[dict[str, Any]],
        cities: Sequence[str],
        seniority: float,
    ) -> dict[str, str]:
        names = [skill["name"] for skill in skills]
        return {
            "a": names[0],
            "b": names[1 % len(names)],
            "c": names[2 % len(names)],
            "city": random.choices(cities, weights=range(len(cities), 0, -1))[0],
            "years": str(2 + int(seniority * 20)),
            "level": ("Junior", "Reliable", "Experienced", "Senior")[int(seniority * 3.99)],
        }

    def _profile(
        self, random: Random, place: Any, facts: dict[str, str], seniority: float, joined: datetime
    ) -> dict[str, Any]:
        tongue = random.choice(place.tongues)
        histogram = _histogram(random, seniority)
        completed = sum(histogram) + int(random.random() * 3)
        invited = int(random.expovariate(0.3) * (1 + 3 * seniority))
        is_filled = random.random() < 0.85
        known = geonames_id(facts["city"], place.country)
        return {
            "headline": random.choice(text.HEADLINES).format(**facts)[:120] if is_filled else "",
            "bio": text.bio(random, tongue, facts, 2 + int(seniority * 6)) if is_filled else "",
            "city": facts["city"],
            "city_key": place_key(facts["city"]),
            "geonames_id": known,
            **columns_of(None, point_of(known)),
            "country": place.country,
            "languages": [{"language": tongue.code, "fluency": "native"}],
            "rating_histogram": histogram,
            "review_count": sum(histogram),
            "rating_sum": sum(stars * count for stars, count in enumerate(histogram, 1)),
            "rating_score": shrunk_mean(histogram),
            "projects_completed": completed,
            "projects_ended_early": int(random.expovariate(2) * (1.2 - seniority)),
            "invitations_received": invited,
            "invitations_answered": sum(
                random.random() < 0.5 + seniority / 2 for _ in range(invited)
            ),
            "updated_at": min(
                LAST_DAY, joined + timedelta(days=1 + random.expovariate(1 / 400) * (1 + seniority))
            ),
        }

    def _details(self, random: Random, place: Any, seniority: float) -> dict[str, Any]:
        has_rate = random.random() < 0.9
        rate = place.rate * math.exp(random.gauss(1.2 * (seniority - 0.4), 0.35))
        rounded = round(rate / 5) * 5 if rate > 20 else round(rate, 1)
        return {
            "hourly_rate": max(1, rounded) if has_rate else None,
            "currency": place.currency,
            "availability": random.choices(Availability.values, (50, 20, 15, 15))[0],
            "experience_level": LEVELS[min(3, int(seniority * 4 + random.random() * 0.8))],
            "education_level": random.choice(("", "vocational", "diploma", "bachelor", "master")),
        }


def _uuid7(random: Random, at: datetime) -> UUID:
    """A UUIDv7 (RFC 9562, section 5.7) of this time."""
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | random.getrandbits(12) << 64
    return UUID(int=value | 2 << 62 | random.getrandbits(62))


def _evidence(random: Random, seniority: float) -> str:
    chance = random.random()
    if chance < 0.25 * seniority:
        return Evidence.CONFIRMED.value
    return Evidence.USED.value if chance < 0.6 * seniority else Evidence.CLAIMED.value


def _histogram(random: Random, seniority: float) -> list[int]:
    """Two in five have no review; the better ones have more."""
    histogram = [0, 0, 0, 0, 0]
    if random.random() < 0.4 + 0.2 * (1 - seniority):
        return histogram
    mean = 3.6 + 1.3 * seniority
    for _ in range(1 + int(random.expovariate(0.25) * (0.5 + 2 * seniority))):
        histogram[max(0, min(4, round(random.gauss(mean, 0.8)) - 1))] += 1
    return histogram


def _experience(random: Random, facts: dict[str, str], seniority: float) -> list[dict[str, Any]]:
    year = 2026 - int(facts["years"])
    found = []
    for _ in range(int(random.random() * (1 + 3 * seniority))):
        found.append(
            {
                "title": random.choice(text.TITLES).format(**facts)[:150],
                "organisation": text.firm(random),
                "started_on": str(year),
                "ended_on": str(min(2026, year + 2)),
            }
        )
        year += 2
    return found


def _portfolio(random: Random, facts: dict[str, str], seniority: float) -> list[dict[str, Any]]:
    if random.random() > 0.3 + 0.4 * seniority:
        return []
    title = random.choice(text.WORKS).format(**facts, firm=text.firm(random))
    return [{"title": title[:150]}]
