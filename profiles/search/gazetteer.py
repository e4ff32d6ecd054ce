"""Which city a name means, however it is spelt: Bangalore is Bengaluru, Cologne is Köln.

The names are in `profiles/data/cities.tsv`, in the order of their bytes. No process reads all of
them: the file is mapped into memory, and a name is found by halving it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override
from django_countries import countries

from profiles.search.city_names import place_key

CITIES = Path(__file__).parent.parent / "data" / "cities.tsv"
CODE = 2  # letters of a country's
BEHIND_A_NAME = re.compile(r"[,;(|]|\s[-–—/]\s")  # noqa: RUF001  # "Pune, India"; "Pune (MH)"
ALSO_CALLED = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US"}
ALSO_CALLED |= {"united states": "US", "america": "US", "uae": "AE", "holland": "NL"}


class City(NamedTuple):
    """A city that a name may mean: its country, and its number in GeoNames."""

    country: str
    geonames_id: int


def geonames_id(name: str, country: str = "") -> int | None:
    """The number of the city that is called so in this country; without one, of the largest
    anywhere. None where nobody can say.

    What stands behind a comma or in brackets may be the country ("Pune, India"). If it is something
    else, such as a state, the name has to be that of one city only: Portland, Maine is no other
    Portland.
    """
    if found := _called(name, country):
        return found[0].geonames_id
    parts = [part for part in BEHIND_A_NAME.split(name) if place_key(part)]
    if len(parts) < 2:
        return None
    behind = place_key(parts[-1])
    said = _country_codes().get(behind, "")
    if said and country and said != country:
        if len(behind) > CODE:
            return None
        said = ""  # MH is Maharashtra, not the Marshall Islands
    found = _called(parts[0], said or country)
    is_certain = len(found) == 1 or (said and len(parts) == 2)
    return found[0].geonames_id if found and is_certain else None


def _called(name: str, country: str) -> list[City]:
    """The cities that are called so in a country, or anywhere, whichever is meant first. The file
    has umlauts as one letter and as two.
    """
    return [city for city in cities_called(place_key(name)) if country in ("", city.country)]


def cities_called(key: str) -> list[City]:
    """The cities that are called so, as names are compared, in any country."""
    names = _names()
    start = bisect_left(
        range(len(names)), key.encode(), key=lambda place: _name_around(names, place)
    )
    called, *cities = names[start : names.find(b"\n", start)].decode().split("\t")
    if called != key:
        return []
    return [City(city[:CODE], int(city[CODE:])) for city in cities]


@cache
def _names() -> mmap:
    with CITIES.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def _name_around(names: mmap, place: int) -> bytes:
    """The name of the line that this byte is in."""
    start = names.rfind(b"\n", 0, place) + 1
    return names[start : names.find(b"\t", start)]


@cache
def _country_codes() -> dict[str, str]:
    """The codes of countries by their names in the product's languages, and by themselves."""
    codes = dict(ALSO_CALLED)
    for language, _name in settings.LANGUAGES:
        with override(language):
            codes |= {place_key(str(countries.name(code))): code for code in countries.countries}
    return codes | {code.casefold(): code for code in countries.countries}
