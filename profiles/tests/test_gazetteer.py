"""Cities by any of their names: the same city however it is spelt, and never another one."""

# ruff: noqa: RUF001  # names in other scripts

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from babel import Locale
from babel.core import get_global

from profiles.data.make_cities import lines_of
from profiles.search.city_names import place_key
from profiles.search.gazetteer import CITIES, City, cities_called, geonames_id

# As Wikipedia's "Renaming of cities in India" has them, each under its name of today, but for
# Waltair, Garthapuri and Conjeevaram, which GeoNames does not have, and for Nowgong and Velur,
# which are also what other cities are called today.
RENAMED_IN_INDIA = """
    Mumbai: Bombay; Chennai: Madras; Kolkata: Calcutta; Vadodara: Baroda; Vijayawada: Bejawada;
    Visakhapatnam: Vizagapatnam, Vizag; Kadapa: Cuddapah; Shimla: Simla; Mandi: Mandav Nagar;
    Kanpur: Cawnpore; Thiruvananthapuram: Trivandrum; Pune: Poona; Kochi: Cochin; Kollam: Quilon;
    Sagar: Saugor; Jabalpur: Jubbulpore; Puducherry: Pondicherry; Indore: Indhur;
    Kozhikode: Calicut; Udhagamandalam: Ootacamund, Ooty; Tiruchirappalli: Trichinopoly, Trichy;
    Thanjavur: Tanjore; Kannur: Cannanore; Varanasi: Benares, Banaras; Guwahati: Gauhati;
    Tirunelveli: Tinnevelly; Panaji: Panjim; Thrissur: Trichur; Alappuzha: Alleppey;
    Thalassery: Tellicherry; Bengaluru: Bangalore; Mysuru: Mysore; Mangaluru: Mangalore;
    Hubballi: Hubli; Tumakuru: Tumkur; Shivamogga: Shimoga; Belagavi: Belgaum; Ballari: Bellary;
    Kalaburagi: Gulbarga; Madikeri: Mercara; Vijayapura: Bijapur; Hosapete: Hospet;
    Chikkamagaluru: Chikmagalur; Thoothukudi: Tuticorin; Prayagraj: Allahabad; Gurugram: Gurgaon;
    Sivasagar: Sibsagar; Jalandhar: Jullundur; Rupnagar: Ropar; Mohali: SAS Nagar; Khambhat: Cambay;
    Valsad: Bulsar; Kurnool: Kandenavolu; Eluru: Ellore; Rajamahendravaram: Rajahmundry;
    Palakkad: Palghat; Kanyakumari: Cape Comorin; Nashik: Nasik; Thane: Thana;
    Bhubaneswar: Bhubaneshwar; Chhatrapati Sambhajinagar: Aurangabad
"""
PAIRS = [
    (today, before)
    for line in RENAMED_IN_INDIA.split(";")
    for today, _, names in [line.strip().partition(": ")]
    for before in names.split(", ")
]
LOCALES = ("de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr")
KNOWN_SHARE = 0.92  # of the names that CLDR has of cities, in these languages


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) == 65


@pytest.mark.parametrize(("today", "before"), PAIRS)
def test_a_city_that_was_renamed_is_the_same_city(today: str, before: str) -> None:
    assert geonames_id(today, "IN") == geonames_id(before, "IN") is not None


def test_the_cities_of_cldr_are_the_same_in_every_language() -> None:
    """The cities that Unicode's CLDR names time zones after, in nine languages."""
    countries, english = get_global("zone_territories"), Locale("en").time_zones
    known, asked = 0, 0
    for locale in LOCALES:
        for zone, names in Locale(locale).time_zones.items():
            name = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            other, country = names.get("city"), countries.get(zone, "")
            meant = geonames_id(name, country) if country else None
            if not other or meant is None or place_key(other) == place_key(name):
                continue
            found = geonames_id(other, country)
            assert found in (meant, None), (name, other)
            asked, known = asked + 1, known + (found is not None)
    assert asked > 500
    assert known / asked > KNOWN_SHARE


@pytest.mark.parametrize(
    ("names", "country"),
    [
        (("Bangalore", "Bengaluru", "BENGALURU", "Bengalūru", "Bengaluru, India"), "IN"),
        (("Köln", "Koeln", "Cologne", "Keulen", "Colonia", "Кёльн", "科隆"), "DE"),
        (("München", "Muenchen", "Munchen", "Munich", "Monaco di Baviera"), "DE"),
        (("Wien", "Vienna", "Vienne", "Bécs"), "AT"),
        (("Genève", "Geneve", "Genf", "Geneva", "Ginevra"), "CH"),
        (("St. Gallen", "St Gallen", "Saint-Gall", "Sankt Gallen"), "CH"),
        (("Washington D.C.", "Washington DC", "Washington, D.C.", "Washington"), "US"),
        (("New York", "New York City", "NYC", "new york, ny"), "US"),
        (("Frankfurt", "Frankfurt am Main", "Frankfurt/Main", "Frankfurt a. M."), "DE"),
        (("Łódź", "Lodz", "ŁÓDŹ"), "PL"),
        (("Xi'an", "Xi’an", "Xian", "西安"), "CN"),
        (("København", "Copenhagen", "Kopenhagen", "Copenhague"), "DK"),
        (("Pune", "Poona", "Pune (India)", "Pune - India", "पुणे"), "IN"),
        (("Pune, Maharashtra", "Pune, Maharashtra, India", "Pune (MH)"), "IN"),
    ],
)
def test_a_city_is_the_same_however_it_is_written(names: tuple[str, ...], country: str) -> None:
    assert len({geonames_id(name, country) for name in names} - {None}) == 1
    assert all(geonames_id(name, country) for name in names)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Frankfurt", "DE"), ("Frankfurt (Oder)", "DE")),
        (("Frankfurt am Main", "DE"), ("Frankfurt an der Oder", "DE")),
        (("Hyderabad", "IN"), ("Hyderabad", "PK")),
        (("Salem", "IN"), ("Salem", "US")),
        (("Salem", "US"), ("Salem, MA", "US")),
        (("Portland", "US"), ("Portland, Maine", "US")),
        (("Aurangabad", "IN"), ("Aurangābād, Bihar", "IN")),
        (("London", "GB"), ("London", "CA")),
        (("Birmingham", "GB"), ("Birmingham", "US")),
        (("Valencia", "ES"), ("Valencia", "VE")),
        (("Mumbai", "IN"), ("Navi Mumbai", "IN")),
        (("Halle (Saale)", "DE"), ("Halle (Westfalen)", "DE")),
        (("Newcastle upon Tyne", "GB"), ("Newcastle under Lyme", "GB")),
        (("Jaipur", "IN"), ("Jeypore", "IN")),
        (("San Francisco", "US"), ("Frisco", "US")),
        (("Pittsburgh", "US"), ("Pittsburg", "US")),
    ],
)
def test_two_cities_are_never_one(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert geonames_id(*one) is not None
    assert geonames_id(*one) != geonames_id(*other)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Hyderabad", "IN"),
        ("Calcutta", "IN"),
        ("London", "GB"),
        ("York", "GB"),
        ("Vienna", "AT"),
        ("Geneva", "CH"),
        ("Cologne", "DE"),
        ("St Petersburg", "RU"),
    ],
)
def test_without_a_country_the_largest_city_is_meant(name: str, country: str) -> None:
    assert geonames_id(name) == geonames_id(name, country) is not None


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("", "IN"),
        ("—", ""),
        (",", "IN"),
        (", India", "IN"),
        ("remote", ""),
        ("Entenhausen", "DE"),
        ("Bengaluru", "DE"),
        ("Pune, Germany", "IN"),
        ("Aurangabad, Bihar", "IN"),
        ("Chennai, TN", ""),
        ("Portland, Nowhere", "US"),
        ("Saeul", "KR"),
        ("\x00", ""),
        ("\U0010ffff", ""),
        ("A" * 5_000, ""),
        ("\t1277333", ""),
    ],
)
def test_what_is_no_city_or_may_be_several_is_none(name: str, country: str) -> None:
    assert geonames_id(name, country) is None


def test_every_line_of_the_file_is_found() -> None:
    lines = CITIES.read_text().splitlines()
    keys = [line.partition("\t")[0] for line in lines]
    assert all(before.encode() < after.encode() for before, after in pairwise(keys))
    draw = random.Random(8)
    for line in (lines[0], lines[-1], *draw.sample(lines, 2_000)):
        key, *cities = line.split("\t")
        assert cities_called(key) == [City(city[:2], int(city[2:])) for city in cities]


def city(number: int, name: str, country: str, population: int, *others: str) -> dict[str, object]:
    return {
        "geonameid": number,
        "name": name,
        "countrycode": country,
        "population": population,
        "admin1code": "NY",
        "alternatenames": [*others],
    }


def made(*cities: dict[str, object]) -> dict[str, str]:
    lines = (line.split("\t", 1) for line in lines_of(cities, {"NY": "New York"}))
    return {key: cities for key, cities in lines}  # noqa: C416


def test_who_is_officially_called_so_is_meant_in_a_country() -> None:
    found = made(city(1, "Austin", "US", 900_000, "Waterloo"), city(2, "Waterloo", "US", 60_000))
    assert found["waterloo"] == "US2\tUS1"
    assert found["waterloo ny"] == found["waterloo new york"] == "US2"


def test_another_name_of_two_cities_is_that_of_the_much_larger_one_or_of_none() -> None:
    main = city(1, "Frankfurt am Main", "DE", 650_000, "Frankfurt")
    assert made(main, city(2, "Frankfurt (Oder)", "DE", 58_000, "Frankfurt"))["frankfurt"]
    found = made(city(1, "Minghang", "CN", 90_000, "Min"), city(2, "Minxian", "CN", 80_000, "Min"))
    assert "min" not in found


def test_a_famous_city_is_meant_by_its_other_name_where_no_country_is_said() -> None:
    town = city(2, "Calcutta", "ZA", 30_000)
    assert made(city(1, "Kolkata", "IN", 4_000_000, "Calcutta"), town)["calcutta"] == "IN1\tZA2"
    assert made(city(1, "Kolkata", "IN", 40_000, "Calcutta"), town)["calcutta"] == "ZA2\tIN1"


def test_codes_and_transliterations_are_no_names() -> None:
    assert {*made(city(1, "Köln", "DE", 1_000, "CGN", "ke long", "科隆"))} == {
        *("koln", "koeln", "科隆")
    }


def test_a_number_that_no_tag_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="No tag holds"):
        made(city(1 << 24, "Newtown", "GB", 20_000))
