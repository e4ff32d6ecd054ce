"""Filters as integers: the kind in the upper bits, its value in the lower 24.

An entry carries its tags in one array, and one index over text and tags answers any combination of
filters. `profiles.search.mirror` computes the same numbers in SQL; `profiles/tests/test_mirror.py`
holds the two together.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING

from profiles.models import Availability, ExperienceLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIFT = 24
BUCKETS_IN_OCTAVE = 8
# Where buckets of rates begin, in hundredths: an eighth of an octave each, so that rates within 9 %
# of each other share one. Rates have seven digits before the point: 24 octaves hold them.
RATE_THRESHOLDS = [
    round(100 * (2 ** (step / BUCKETS_IN_OCTAVE) - 1)) for step in range(1, 24 * BUCKETS_IN_OCTAVE)
]
MAX_RATE = Decimal("9999999.99")
QUALITY_BUCKET = 20_000  # of a million: 50 buckets
RATING_BUCKET = 50  # thousandths of a star

LEVELS = ExperienceLevel.values
AVAILABILITIES = Availability.values


class Kind(IntEnum):
    """What a tag says. Skills are 0: their tags are their ids."""

    SKILL = 0
    COUNTRY = 1
    LEVEL = 2
    AVAILABILITY = 3
    CURRENCY = 4
    CITY = 5
    RATE = 6
    RATE_OCTAVE = 7
    STARS = 8  # the mean shown, in tenths
    WHOLE_STARS = 9
    QUALITY = 10
    RATING = 11
    JOINED = 12
    PROVED_SKILL = 13  # used in a completed project, or confirmed in a review
    OFFER = 14  # country, level and availability in one
    OCCUPATION = 15  # that the headline means; known to the engine only
    LIKELY_OCCUPATION = 16  # that it may mean
    PLACE = 17  # the city that is meant, however it is spelt: its number in GeoNames

    def tag(self, value: int) -> int:
        return (self << SHIFT) + value

    @classmethod
    def of(cls, tag: int) -> tuple[Kind, int]:
        """A tag's kind and value."""
        return cls(tag >> SHIFT), tag & ((1 << SHIFT) - 1)


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
    """By a hash: the exact name is compared as well."""
    digest = hashlib.md5(city_key.encode(), usedforsecurity=False).hexdigest()
    return Kind.CITY.tag(int(digest[:6], 16))


def geonames_tag(geonames_id: int) -> int:
    return Kind.PLACE.tag(geonames_id)


def level_tag(level: str) -> int:
    return Kind.LEVEL.tag(LEVELS.index(level))


def availability_tag(availability: str) -> int:
    return Kind.AVAILABILITY.tag(AVAILABILITIES.index(availability))


def offer_tag(country: str, level: str, availability: str) -> int:
    """One tag for the three; an empty level or availability is a value of its own."""
    place = (letters_value(country) * (len(LEVELS) + 1)) + ["", *LEVELS].index(level)
    whole = place * (len(AVAILABILITIES) + 1) + ["", *AVAILABILITIES].index(availability)
    return Kind.OFFER.tag(whole)


def offer_tags(country: str, levels: Sequence[str], availabilities: Sequence[str]) -> list[int]:
    """Tags of which everybody has one who is in this country, has one of the levels and one of the
    availabilities; no levels or availabilities are any.
    """
    return [
        offer_tag(country, level, availability)
        for level in levels or ["", *LEVELS]
        for availability in availabilities or ["", *AVAILABILITIES]
    ]


def rate_bucket(hundredths: int) -> int:
    """The bucket of a rate, given in hundredths of the currency's unit."""
    return bisect_right(RATE_THRESHOLDS, hundredths)


def rate_tags(lowest: int, highest: int) -> list[int]:
    """Tags of which every rate from `lowest` to `highest`, in hundredths, has one; some others have
    one too, so the exact rate is compared as well.
    """
    first, last = rate_bucket(lowest), rate_bucket(highest)
    return _cover(first, last, BUCKETS_IN_OCTAVE, Kind.RATE, Kind.RATE_OCTAVE)


def stars_tags(lowest: Decimal) -> list[int]:
    """Tags of which every mean rating of at least `lowest` has one, and some others."""
    return _cover(math.floor(lowest * 10), 50, 10, Kind.STARS, Kind.WHOLE_STARS)


def _cover(first: int, last: int, width: int, fine: Kind, coarse: Kind) -> list[int]:
    """The buckets from `first` to `last`: each by itself while they are few, else the groups of
    `width` that they lie in. Each tag more that is looked for costs more than a few entries too
    many.
    """
    if last - first < width:
        return [fine.tag(bucket) for bucket in range(first, last + 1)]
    return [coarse.tag(group) for group in range(first // width, last // width + 1)]
