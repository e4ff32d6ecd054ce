"""Plans: at 20,000 freelancers no class of search reads more entries than is bounded.

Asserted on what PostgreSQL says that it read, not on time.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from profiles.models import SearchEntry
from profiles.search.ladder import BY_QUALITY, ORDERINGS, STEP_SIZES
from profiles.search.query import Criteria, match_of
from profiles.search.statement import Statement, matches
from profiles.seeding.loading import seed
from profiles.tests.conftest import SEEDED_FROM, import_starter_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE = 20_000
WANTED = 1_001  # what a first page counts
# Three times what is wanted, for the step that has enough may be three times as large as needed;
# and a first step, for it is read whole.
MOST_READ = 3 * WANTED + STEP_SIZES[0] + STEP_SIZES[1] // 2


@pytest.fixture(scope="module", autouse=True)
def people(in_kept_database: Callable[..., Any]) -> Iterator[None]:
    """Twenty thousand of them, of whom the tests only read."""
    with in_kept_database("people", make_people, SEEDED_FROM):
        yield


def make_people() -> None:
    import_starter_set()
    seed(profiles=PEOPLE, random_state=5, processes=1, progress=lambda _size: None)


pytestmark = pytest.mark.django_db

CLASSES = {
    "everything": Criteria(),
    "a broad word": Criteria(q="project"),
    "two broad words": Criteria(q="work clients"),
    "a rare word": Criteria(q="solarworks"),
    "broad and rare": Criteria(q="work solarworks"),
    "words that never meet": Criteria(q="trabajo seit"),
    "a phrase": Criteria(q='"small team"'),
    "or": Criteria(q="work or trabajo or projekt"),
    "not": Criteria(q="work -clients"),
    "only not": Criteria(q="-work"),
    "a broad skill": Criteria(skill=["software-development"]),
    "a country": Criteria(country="IN"),
    "a small country": Criteria(country="NZ"),
    "a city": Criteria(city="Pune"),
    "a level": Criteria(level=["senior"]),
    "the other level": Criteria(level=["fresher"]),
    "availability": Criteria(availability=["available"]),
    "a currency": Criteria(currency="EUR"),
    "a rating": Criteria(rating_min=Decimal("4.5")),
    "a narrow rate": Criteria(rate_min=Decimal(45), rate_max=Decimal(46)),
    "a wide rate": Criteria(rate_min=Decimal(20), rate_max=Decimal(900)),
    "together": Criteria(
        q="work",
        country="IN",
        currency="INR",
        level=["senior"],
        availability=["available"],
        rating_min=Decimal(4),
        rate_min=Decimal(300),
        rate_max=Decimal(900),
    ),
}


def entries_read(criteria: Criteria, ordering: str = "quality") -> tuple[int, int]:
    """How many entries the plan took from the table, and how many matches it found."""
    statement = Statement()
    sql = matches(statement, match_of(criteria), ORDERINGS[ordering], limit=WANTED)
    root = _executed(sql, statement)
    return round(_read(root)), root["Actual Rows"]


def _executed(sql: str, statement: Statement) -> dict:
    """The root of the plan, with what it did."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", statement.parameters)
        ((plan,),) = cursor.fetchone()
    return plan["Plan"]


def _read(node: dict) -> float:
    below = sum(_read(one) for one in node.get("Plans", []))
    if "Relation Name" not in node:
        return below
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return (node["Actual Rows"] + removed) * node["Actual Loops"]


def test_what_is_read_is_bounded(subtests):
    """One test, for making the people takes longer than all plans together."""
    for name, criteria in CLASSES.items():
        with subtests.test(name):
            read, found = entries_read(criteria)
            assert read <= MOST_READ, f"{read} entries were read for {found} matches"
    for name in ("everything", "a broad word", "a country", "a wide rate"):
        for ordering in ORDERINGS:
            with subtests.test(f"{name} by {ordering}"):
                read, _found = entries_read(CLASSES[name], ordering)
                # Rates and ratings are round: a bucket of many may be a step by itself.
                assert read <= 3 * MOST_READ
    for name in ("a broad word", "a country", "everything"):
        with subtests.test(f"a page of {name} in the middle"):
            assert read_in_the_middle(CLASSES[name]) <= MOST_READ


def read_in_the_middle(criteria: Criteria) -> float:
    """How many entries a page behind 8,000 others reads."""
    quality = SearchEntry.objects.order_by("-quality").values_list("quality", flat=True)[8_000]
    statement = Statement()
    position = (quality, "00000000-0000-7000-8000-000000000000")
    sql = matches(statement, match_of(criteria), BY_QUALITY, limit=21, after=position)
    root = _executed(sql, statement)
    assert root["Actual Rows"] == 21
    return _read(root)
