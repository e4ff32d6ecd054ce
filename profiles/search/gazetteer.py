"""Which city a name means, however it is spelt: Bangalore is Bengaluru, Cologne is Köln; and where
it is.

The names are in `profiles/data/cities.tsv`, the points in `city_points.tsv`, in the order of their
bytes. No process reads all of them: the files are mapped into memory, and a name is found by
halving one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import override
from django_countries import countries

from foundation.grid import Point
from profiles.search.city_names import place_key

DATA = Path(__file__).parent.parent / "data"
CITIES, POINTS = DATA / "cities.tsv", DATA / "city_points.tsv"
CODE = 2  # letters of a country's
BEHIND_A_NAME = re.compile(r"[,;(|]|\s[-–—/]\s")  # noqa: RUF001  # "Pune, India"; "Pune (MH)"
ALSO_CALLED = {"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US"}
ALSO_CALLED |= {"united states": "US", "america": "US", "uae": "AE", "holland": "NL"}


class City(NamedTuple):
    """A city that a name may mean: its country, and its number in GeoNames."""

    country: str
    geonames_id: int


@dataclass(frozen=True)
class KnownCity:
    """A city, by the name that GeoNames has for it, and where it is."""

    geonames_id: int
    country: str
    point: Point
    name: str


def known_city(geonames_id: int | None) -> KnownCity | None:
    """The city that has this number, if there is one."""
    found = _line(POINTS, str(geonames_id)) if geonames_id else None
    if found is None or geonames_id is None:
        return None
    country, row, column, name = found
    return KnownCity(geonames_id, country, Point(int(row), int(column)), name)


def city_named(name: str, country: str = "") -> KnownCity | None:
    """The city that a name means, as `geonames_id` has it."""
    return known_city(geonames_id(name, country))


def written_name(name: str) -> str:
    """The name of a city as somebody writes it, without what else they say of it: the country or
    state behind a comma. Of a name that is known nothing is left but the name.
    """
    is_whole = bool(cities_called(place_key(name)))
    return name if is_whole else BEHIND_A_NAME.split(name)[0].strip()


def point_of(geonames_id: int | None) -> Point | None:
    """Where the city is that has this number."""
    city = known_city(geonames_id)
    return city.point if city else None


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


def cities_meant(name: str, country: str = "") -> list[int]:
    """The numbers of all that the name may mean there, the one that is meant first."""
    meant = geonames_id(name, country)
    if meant is None:
        return []
    others = [city.geonames_id for city in _called(name, country)]
    return [meant, *(one for one in others if one != meant)]


def _called(name: str, country: str) -> list[City]:
    """The cities that are called so in a country, or anywhere, whichever is meant first. The file
    has umlauts as one letter and as two.
    """
    return [city for city in cities_called(place_key(name)) if country in ("", city.country)]


def cities_called(key: str) -> list[City]:
    """The cities that are called so, as names are compared, in any country."""
    return [City(city[:CODE], int(city[CODE:])) for city in _line(CITIES, key) or ()]


def _line(path: Path, key: str) -> list[str] | None:
    """What stands behind a key in a file that is in the order of its keys' bytes."""
    lines = _mapped(path)
    start = bisect_left(
        range(len(lines)), key.encode(), key=lambda place: _key_around(lines, place)
    )
    found, *columns = lines[start : lines.find(b"\n", start)].decode().split("\t")
    return columns if found == key else None


@cache
def _mapped(path: Path) -> mmap:
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def _key_around(lines: mmap, place: int) -> bytes:
    """The key of the line that this byte is in."""
    start = lines.rfind(b"\n", 0, place) + 1
    return lines[start : lines.find(b"\t", start)]


@cache
def _country_codes() -> dict[str, str]:
    """The codes of countries by their names in the product's languages, and by themselves."""
    codes = dict(ALSO_CALLED)
    for language, _name in settings.LANGUAGES:
        with override(language):
            codes |= {place_key(str(countries.name(code))): code for code in countries.countries}
    return codes | {code.casefold(): code for code in countries.countries}
