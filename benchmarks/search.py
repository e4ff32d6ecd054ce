"""`make bench-search`: the SQL of every class of search, at two sizes of data.

    python -m benchmarks.search --sizes 100000,1000000

Each class is asked many times with terms that rotate, drawn from the data itself by their
frequency, so that nothing is a cached favourite. What is timed is what a request waits for: reading
the query, and the first page with its count, or a later page. One connection, one core.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import statistics as figures
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django

from benchmarks import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from profiles.search.query import Criteria

GOAL_MILLISECONDS = 25
GOAL_GROWTH = 1.5
PAGE = 21
WARM_UP = 10
PREFIX = "bench_search"
AVAILABILITIES = ("available", "unavailable")


@dataclass
class Terms:
    """What the data holds, by how frequent it is."""

    broad: list[str]
    middling: list[str]
    rare: list[str]
    broad_skills: list[str]
    middling_skills: list[str]
    rare_skills: list[str]
    held_together: list[list[str]]
    places: list[tuple[str, str, str]]
    """Country, city and currency of people drawn at random."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--queries", type=int, default=100, help="of each class")
    parser.add_argument("--only", default="", help="classes with this in their name")
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {"DEBUG": "true", "LOG_LEVEL": "ERROR"}
    django.setup()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    results: dict[int, dict[str, list[float]]] = {}
    notes: list[str] = []
    for size in sizes:
        with filled_database(size, is_kept=arguments.keep) as built_in:
            results[size] = measured(arguments.queries, arguments.only)
            notes += report(size, built_in)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores\n")
    print_table(results)
    print("\n" + "\n".join(notes))


@contextmanager
def filled_database(size: int, *, is_kept: bool) -> Iterator[float | None]:
    """A database of its own with so many made-up freelancers; answers the seconds it took to make
    them, or None when they were there.
    """
    from django.core.management import call_command
    from django.db import connection

    original, name = connection.settings_dict["NAME"], f"{PREFIX}_{size}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = cursor.fetchone() is not None
        if not is_there:
            cursor.execute(f"CREATE DATABASE {name}")
    _connect_to(name)
    seconds = None
    try:
        if not is_there:
            call_command("migrate", verbosity=0)
            call_command("import_skills", verbosity=0)
            started = time.monotonic()
            call_command("seed", profiles=size)
            seconds = time.monotonic() - started
            matching.make_projects(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield seconds
    finally:
        _connect_to(original)
        if not is_kept:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


def _connect_to(name: str) -> None:
    """Work on another database, in the processes that are started from here as well."""
    from django.db import connection

    from profiles.search.ladder import statistics
    from profiles.search.vocabulary import vocabulary

    connection.close()
    connection.settings_dict["NAME"] = name
    if url := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = f"{url.rpartition('/')[0]}/{name}"
    else:
        os.environ["EMBEDDED_DATABASE_NAME"] = name
    statistics.forget()
    vocabulary.forget()


def measured(queries: int, only: str) -> dict[str, list[float]]:
    """The milliseconds of each query of each class."""
    terms = read_terms()
    found = {}
    for name, make in classes(terms).items():
        if only not in name:
            continue
        draw = random.Random(name)
        asked = [make(draw) for _ in range(queries + WARM_UP)]
        gc.disable()
        found[name] = [_milliseconds(one) for one in asked][WARM_UP:]
        gc.enable()
    return found


def _milliseconds(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000


def read_terms() -> Terms:
    """Words and skills of a sample of the entries, by their share."""
    from django.db import connection

    from profiles.models import Skill
    from profiles.search.ladder import statistics
    from profiles.search.tags import Kind

    with connection.cursor() as cursor:
        cursor.execute("SELECT least(100, 3000000.0 / count(*)) FROM profiles_searchentry")
        percent = float(cursor.fetchone()[0])
        sample = f"profiles_searchentry TABLESAMPLE SYSTEM ({percent}) REPEATABLE (1)"
        cursor.execute(f"SELECT count(*) FROM {sample}")
        total = cursor.fetchone()[0]
        cursor.execute(
            f"SELECT word, ndoc::float / %s FROM ts_stat('SELECT vector FROM {sample}') "
            "WHERE word ~ '^[a-z]{3,}$' ORDER BY ndoc DESC, word",
            [total],
        )
        words = cursor.fetchall()
        cursor.execute(f"SELECT tags FROM {sample} ORDER BY profile_id LIMIT 2000")
        tags = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT profile.country, profile.city, details.currency FROM profiles_profile profile "
            "JOIN profiles_freelancerdetails details ON details.profile_id = profile.user_id "
            "ORDER BY profile.user_id LIMIT 2000"
        )
        places = cursor.fetchall()
    statistics.refresh()
    slugs = dict(Skill.objects.values_list("pk", "slug"))
    shares = {
        slugs[tag]: entries / statistics.total
        for tag, entries in statistics.entries.items()
        if Kind.of(tag)[0] is Kind.SKILL and tag in slugs
    }
    together = [[slugs[tag] for tag in one if tag in slugs] for one in tags]
    return Terms(
        broad=[word for word, share in words if share > 0.08],
        middling=[word for word, share in words if 0.003 < share < 0.03],
        rare=[word for word, share in words if share < 0.0005],
        broad_skills=[slug for slug, share in shares.items() if share > 0.03],
        middling_skills=[slug for slug, share in shares.items() if 0.003 < share < 0.02],
        rare_skills=[slug for slug, share in shares.items() if share < 0.002],
        held_together=[one for one in together if len(one) >= 3],
        places=places,
    )


def classes(terms: Terms) -> dict[str, Callable[[random.Random], Callable[[], Any]]]:
    """How each class of search is drawn: a search that is ready to be asked."""
    from profiles.search.query import Criteria

    def words(*kinds: list[str], form: str = " ") -> Callable[[random.Random], Criteria]:
        return lambda draw: Criteria(q=form.join(draw.choice(kind) for kind in kinds))

    def skills(kind: list[str], number: int) -> Callable[[random.Random], Criteria]:
        return lambda draw: Criteria(skill=draw.sample(kind, number))

    def together(draw: random.Random) -> Criteria:
        return Criteria(skill=draw.sample(draw.choice(terms.held_together), 3))

    def rates(draw: random.Random, width: float) -> dict[str, Decimal]:
        lowest = Decimal(draw.randrange(10, 1200))
        return {"rate_min": lowest, "rate_max": lowest * Decimal(width)}

    def everything(draw: random.Random) -> Criteria:
        country, _city, currency = draw.choice(terms.places)
        return Criteria(
            country=country,
            currency=currency,
            level=[draw.choice(("mid", "senior"))],
            availability=["available"],
            rating_min=Decimal(4),
            **rates(draw, 3),
        )

    def with_text(draw: random.Random) -> Criteria:
        country, _city, _currency = draw.choice(terms.places)
        return Criteria(
            q=draw.choice(terms.broad),
            skill=[draw.choice(terms.middling_skills)],
            country=country,
            rating_min=Decimal(4),
            **rates(draw, 4),
        )

    first = {
        "no filter": lambda _draw: Criteria(),
        "a broad word": words(terms.broad),
        "a middling word": words(terms.middling),
        "a rare word": words(terms.rare),
        "two broad words": words(terms.broad, terms.broad),
        "broad and rare": words(terms.broad, terms.rare),
        "two middling words": words(terms.middling, terms.middling),
        "a phrase of two broad words": lambda draw: Criteria(
            q='"' + " ".join(draw.sample(terms.broad, 2)) + '"'
        ),
        "this or that": words(terms.broad, terms.middling, form=" or "),
        "this but not that": lambda draw: Criteria(q=" -".join(draw.sample(terms.broad, 2))),
        "a broad skill": skills(terms.broad_skills, 1),
        "a middling skill": skills(terms.middling_skills, 1),
        "a rare skill": skills(terms.rare_skills, 1),
        "two broad skills": skills(terms.broad_skills, 2),
        "three skills held together": together,
        "three skills at random": skills(terms.middling_skills, 3),
        "a country": lambda draw: Criteria(country=draw.choice(terms.places)[0]),
        "a city": lambda draw: Criteria(city=draw.choice(terms.places)[1]),
        "a level": lambda draw: Criteria(level=[draw.choice(("fresher", "junior", "senior"))]),
        "an availability": lambda draw: Criteria(
            availability=[draw.choice(("available", "unavailable"))]
        ),
        "a currency": lambda draw: Criteria(currency=draw.choice(terms.places)[2]),
        "a least rating": lambda draw: Criteria(
            rating_min=Decimal(draw.choice(("3.5", "4.4", "4.8")))
        ),
        "a narrow range of rates": lambda draw: Criteria(**rates(draw, 1.05)),
        "a wide range of rates": lambda draw: Criteria(**rates(draw, 6)),
        "all filters together": everything,
        "text and filters together": with_text,
    }
    found: dict[str, Callable[[random.Random], Callable[[], Any]]] = {
        name: (lambda draw, make=make: _first_page(make(draw))) for name, make in first.items()
    }
    found["a broad word, facets"] = lambda draw: _first_page(
        first["a broad word"](draw), with_facets=True
    )
    for ordering in ("-rating", "rate", "-rate", "-joined"):
        found[f"a broad skill by {ordering}"] = lambda draw, ordering=ordering: _first_page(
            replace(first["a broad skill"](draw), ordering=ordering)
        )
    found["page 20 of a broad word"] = lambda draw: _later_page(first["a broad word"](draw), 400)
    found["page 40 of a broad word"] = lambda draw: _later_page(first["a broad word"](draw), 800)
    found["page 20 of a broad skill"] = lambda draw: _later_page(first["a broad skill"](draw), 400)
    return found | matching.classes(terms)


def _first_page(criteria: Criteria, *, with_facets: bool = False) -> Callable[[], Any]:
    from profiles.search.pages import RELEVANCE, _list
    from profiles.search.query import match_of

    def ask() -> Any:
        matches = _list(match_of(criteria), criteria.ordering or RELEVANCE, with_facets=with_facets)
        return matches.first(PAGE)

    return ask


def _later_page(criteria: Criteria, place: int) -> Callable[[], Any]:
    """The page behind this place: the way there is not timed."""
    from profiles.search.pages import RELEVANCE, _list
    from profiles.search.query import match_of

    matches = _list(match_of(criteria), RELEVANCE, with_facets=False)
    rows = matches.first(min(place, 500)).rows
    while 0 < len(rows) < place:
        further = matches.after(rows[-1].position, place - len(rows))
        if not further:
            break
        rows += further
    return lambda: (
        _list(match_of(criteria), RELEVANCE, with_facets=False).after(rows[-1].position, PAGE)
        if rows
        else None
    )


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def print_table(results: dict[int, dict[str, list[float]]]) -> None:
    sizes = list(results)
    smallest, largest = sizes[0], sizes[-1]
    heads = [f"{size:,}: p50, p95 ms" for size in sizes]
    print(
        "| class | " + " | ".join(heads) + " | growth of p95 |\n" + "|---" * (len(sizes) + 2) + "|"
    )
    over = []
    for name in results[largest]:
        cells = [
            f"{figures.median(taken):.1f}, {percentile(taken, 0.95):.1f}"
            for taken in (results[size][name] for size in sizes)
        ]
        worst = percentile(results[largest][name], 0.95)
        growth = worst / percentile(results[smallest][name], 0.95)
        if worst > (matching.GOAL_MILLISECONDS if " for a " in name else GOAL_MILLISECONDS):
            over.append(name)
        print(f"| {name} | " + " | ".join(cells) + f" | {growth:.1f} x |")
    print(
        f"\nGoal: p95 at most {GOAL_MILLISECONDS} ms at {largest:,}, of matching"
        f" {matching.GOAL_MILLISECONDS}; above it: {over or 'none'}."
    )


def report(size: int, built_in: float | None) -> list[str]:
    """How long the data took to make, how large it is, and what a write costs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_size_pretty(pg_total_relation_size(oid)) FROM pg_class "
            "WHERE relname IN ('profiles_searchentry', 'profiles_searchcard', "
            "'search_text_and_tags', 'search_by_quality') ORDER BY relname"
        )
        sizes = ", ".join(f"{name} {text}" for name, text in cursor.fetchall())
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
    made = f"made in {built_in:.0f} s; " if built_in else ""
    bare, mirrored = write_cost()
    return [
        f"{size:,} profiles: PostgreSQL {version}, shared_buffers {buffers}; {made}{sizes}; "
        f"writing a profile {mirrored:.2f} ms, without its search entry {bare:.2f} ms: "
        f"{mirrored / bare:.1f} x."
    ]


def write_cost(number: int = 200) -> tuple[float, float]:
    """The median milliseconds of changing a profile, without and with its search entry."""
    from unittest.mock import patch

    from accounts.models import User
    from profiles.services import profile as service

    users = list(User.objects.order_by("pk")[:number])
    taken: tuple[list[float], list[float]] = ([], [])
    for place, user in enumerate(users):
        for kind, milliseconds in enumerate(taken):
            changes = {"headline": f"Changed {place} times {kind}"}
            with patch.object(
                service, "mirror", (lambda _ids: None) if kind == 0 else service.mirror
            ):
                milliseconds.append(
                    _milliseconds(
                        lambda user=user, changes=changes: service.update_profile(
                            user=user, changes=changes
                        )
                    )
                )
    return figures.median(taken[0]), figures.median(taken[1])


if __name__ == "__main__":
    main()
