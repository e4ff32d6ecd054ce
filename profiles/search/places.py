"""Where somebody is looked for, as a text says it: "Plumber in Pune", "Bad in Köln", "remotely"."""

# ruff: noqa: RUF001  # people write dashes of all kinds

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.models import Workplace
from profiles.search.city_names import city_keys
from profiles.search.gazetteer import geonames_id
from profiles.search.tags import city_tag, geonames_tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from foundation.grid import Point

MAX_CITY_WORDS = 4  # of a city's name
MAX_CITIES = 40  # that a text may name
BEFORE_A_CITY = frozenset(("in", "at", "near", "around", "from", "bei", "nahe", "aus"))
MARKS = ".,;:!?()[]\"'“”„"
ENDS_A_NAME = (*",.;:!?)", "–", "—")
TRAILING = re.compile(r"[,–—:(]\s*([^,–—:()]+?)\s*\)?\s*$")  # "Plumber, Pune"; "Plumber (Pune)"
REMOTE = re.compile(
    r"\b(remotely|remote(?!\s+(?:sensing|control|desktop|access|monitoring|server|area|village))"
    r"|work(?:ing)? from home|home ?office|aus der ferne|telework\w*)\b",
    re.IGNORECASE,
)
NOT_REMOTE = re.compile(r"\b(not|no|non|nicht|kein\w*)[\s-]+(\w+\s+)?remote", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where the work is: a country, cities that a text may name, by how they are spelt and by the
    numbers of those that are known; without both, anywhere.
    """

    country: str = ""
    city_keys: tuple[str, ...] = ()
    geonames_ids: tuple[int, ...] = ()
    point: Point | None = None
    """Of work that is done there."""

    workplace: str = ""
    """As whoever needs it chose: with "on_site" nobody is asked who would have to come too far."""

    @property
    def is_on_site(self) -> bool:
        return self.workplace == Workplace.ON_SITE

    @property
    def is_anywhere(self) -> bool:
        return not self.country and not self.city_keys

    @property
    def city_tags(self) -> list[int]:
        """Tags of which everybody has one who is in one of the cities."""
        return [*map(city_tag, self.city_keys), *map(geonames_tag, self.geonames_ids)]

    def has_city(self, city_key: str, tags: Collection[int]) -> bool:
        """Whether somebody with this city and these tags is in one of the cities, whatever its
        country.
        """
        return city_key in self.city_keys or any(
            geonames_tag(one) in tags for one in self.geonames_ids
        )


def place_of(*, title: str, text: str, country: str = "") -> Place:
    """The place of some work: its country, and the cities that title and text may name, unless the
    work is done from afar.

    What follows "in" with a capital letter need not be a city: whether anybody lives in one that is
    called so, the index knows.
    """
    if is_remote(f"{title}\n{text}"):
        return Place(country)
    named = dict.fromkeys((*_named(title), *_trailing(title), *_named(text)))
    return place_in([*named][:MAX_CITIES], country)


def place_in(cities: Iterable[str], country: str = "") -> Place:
    """The place of work in one of these cities, as they are written."""
    written = list(cities)
    keys = dict.fromkeys(key for city in written for key in city_keys(city))
    known = dict.fromkeys(found for city in written if (found := geonames_id(city, country)))
    return Place(country, tuple(keys), tuple(known))


def is_remote(text: str) -> bool:
    """Whether the text says that the work is done from afar."""
    return bool(REMOTE.search(text)) and not NOT_REMOTE.search(text)


def _named(text: str) -> Iterator[str]:
    words = text.split()
    for place, word in enumerate(words[:-1]):
        if word.strip(MARKS).lower() in BEFORE_A_CITY and not word.endswith(ENDS_A_NAME):
            yield from _beginnings(words[place + 1 : place + 1 + MAX_CITY_WORDS])


def _beginnings(words: list[str]) -> Iterator[str]:
    """What the words may begin with: New York City is New, New York and New York City."""
    name: list[str] = []
    for word in words:
        bare = word.strip(MARKS)
        if not bare or not bare[0].isalpha() or bare[0].islower():
            return
        name.append(bare)
        yield " ".join(name)
        if word.endswith(ENDS_A_NAME):
            return


def _trailing(title: str) -> Iterator[str]:
    """What stands behind the last comma or dash of a title, or in brackets."""
    if (found := TRAILING.search(title)) and len(found[1].split()) <= MAX_CITY_WORDS:
        yield found[1].strip(MARKS)
