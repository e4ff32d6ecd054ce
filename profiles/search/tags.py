"""Filters as integers: the kind in the upper bits, its value in the lower 24.

An entry carries its tags in one array, which is fed to the index as it is, and which the database
compares while there is none. `profiles.search.mirror` computes the same numbers in SQL;
`profiles/tests/test_mirror.py` holds the two together. Cities are tags of the index alone.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

from profiles.models import Availability, ExperienceLevel, Workplace

SHIFT = 24
CITY = 1 << 60  # above all tags of a kind, and below what an index can hold
CITY_BYTES = 7  # of the digest: no two cities are ever taken for each other

LEVELS = ExperienceLevel.values
AVAILABILITIES = Availability.values
WORKPLACES = Workplace.values


class Kind(IntEnum):
    """What a tag says. Skills are 0: their tags are their ids."""

    SKILL = 0
    COUNTRY = 1
    LEVEL = 2
    AVAILABILITY = 3
    CURRENCY = 4
    PROVED_SKILL = 5  # used in a completed project, or confirmed in a review
    OCCUPATION = 6  # that the headline means; known to the index only
    LIKELY_OCCUPATION = 7  # that it may mean
    PLACE = 8  # the city that is meant, however it is spelt: its number in GeoNames
    PAUSE = 9
    WORKPLACE = 10
    TRAVELS = 11  # at most so many kilometres

    def tag(self, value: int) -> int:
        return (self << SHIFT) + value

    @classmethod
    def of(cls, tag: int) -> tuple[Kind, int]:
        """A tag's kind and value."""
        return cls(tag >> SHIFT), tag & ((1 << SHIFT) - 1)


PAUSED = Kind.PAUSE.tag(0)
"""Of those who are away until a day that they name."""

UNCOUNTED = Kind.PROVED_SKILL.tag(0)
"""From here on tags are in no facet."""


def letters_value(letters: str) -> int:
    """A number for a code of capital letters (`IN`, `EUR`), as digits of base 26."""
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - ord("A")
    return value


def letters_of(value: int, length: int) -> str:
    """The code of `length` letters that has this number."""
    letters = ""
    for _ in range(length):
        value, digit = divmod(value, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def country_tag(country: str) -> int:
    return Kind.COUNTRY.tag(letters_value(country))


def currency_tag(currency: str) -> int:
    return Kind.CURRENCY.tag(letters_value(currency))


def city_tag(city_key: str) -> int:
    """Of a city as somebody writes it."""
    digest = hashlib.blake2b(city_key.encode(), digest_size=CITY_BYTES).digest()
    return CITY + int.from_bytes(digest)


def geonames_tag(geonames_id: int) -> int:
    return Kind.PLACE.tag(geonames_id)


def level_tag(level: str) -> int:
    return Kind.LEVEL.tag(LEVELS.index(level))


def availability_tag(availability: str) -> int:
    return Kind.AVAILABILITY.tag(AVAILABILITIES.index(availability))


def workplace_tag(workplace: str) -> int:
    return Kind.WORKPLACE.tag(WORKPLACES.index(workplace))


def travels_tag(km: int) -> int:
    return Kind.TRAVELS.tag(km)
