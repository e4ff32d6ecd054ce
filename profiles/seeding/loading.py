"""Puts made-up people into the database, by COPY and in several processes."""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from profiles.models import FreelancerDetails, Profile, Skill
from profiles.search.mirror import mirror
from profiles.seeding import worker
from profiles.seeding.people import Occupation, Population

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from django.db.models import Model

    from profiles.seeding.people import Person

BATCH = 5_000
SMALLEST_OCCUPATION = 4

USER = (
    *("id", "username", "email", "first_name", "last_name", "created_at"),
    *("updated_at", "email_verified_at", "password", "role", "status", "is_superuser"),
)
SKILL = ("profile_id", "skill_id", "level", "years", "evidence")
EXPERIENCE = (
    *("id", "profile_id", "title", "organisation", "started_on", "ended_on", "description"),
    "updated_at",
)
PORTFOLIO = (
    *("id", "profile_id", "title", "description", "url", "image", "started_on", "ended_on"),
    "updated_at",
)


def _defaults(model: type[Model]) -> dict[str, Any]:
    """Each column that a row must name, with what it holds when nothing is said: COPY knows the
    database's defaults, but none of Django's.
    """
    return {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if not field.has_db_default()
    }


PROFILE = _defaults(Profile) | {"created_at": None}
DETAILS = _defaults(FreelancerDetails)


def occupations() -> list[Occupation]:
    """The groups of skills with a common parent, large enough to make an occupation."""
    groups: dict[int | None, list[tuple[int, str]]] = defaultdict(list)
    for pk, name, parent in (
        Skill.objects.accepted().order_by("pk").values_list("pk", "name", "parent_id")
    ):
        groups[parent].append((pk, name))
    return [
        Occupation.of(skills)
        for parent, skills in groups.items()
        if parent is not None and len(skills) >= SMALLEST_OCCUPATION
    ]


def seed(
    *, profiles: int, random_state: int, processes: int, progress: Callable[[int], Any]
) -> None:
    """Add so many freelancers, with their search entries. Each batch is one transaction."""
    firsts = range(0, profiles, BATCH)
    batches = [(first, min(BATCH, profiles - first), random_state) for first in firsts]
    # The first batch shows PostgreSQL what the tables will be like.
    progress(load_batch(batches[0]))
    _analyse()
    for size in _loaded(batches[1:], processes):
        progress(size)
    _analyse()


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _loaded(batches: Sequence[tuple[int, int, int]], processes: int) -> Iterator[int]:
    if processes == 1 or len(batches) <= 1:
        yield from map(load_batch, batches)
        return
    connection.close()
    # A fresh interpreter each: connections and threads do not survive a fork.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=worker.set_up) as pool:
        yield from pool.map(load_batch, batches)


def load_batch(batch: tuple[int, int, int]) -> int:
    """Make and store the people of one batch; answers how many."""
    first, size, random_state = batch
    people = list(Population(occupations(), random_state).batch(first, size))
    with transaction.atomic():
        _copy("accounts_user", USER, (_user_row(one) for one in people))
        _copy("profiles_profile", PROFILE, (_profile_row(one) for one in people))
        _copy("profiles_freelancerdetails", DETAILS, (_details_row(one) for one in people))
        _copy("profiles_profileskill", SKILL, (row for one in people for row in _skills(one)))
        _copy("profiles_experience", EXPERIENCE, (r for one in people for r in _experience(one)))
        _copy("profiles_portfolioitem", PORTFOLIO, (r for one in people for r in _portfolio(one)))
        mirror([one.user["id"] for one in people])
    return len(people)


def _copy(table: str, columns: Collection[str], rows: Iterator[Sequence[Any]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _user_row(person: Person) -> list[Any]:
    user = person.user
    joined = user["created_at"]
    # The password is none that could be typed.
    return [*user.values(), joined, joined, "!seed", "freelancer", "active", False]


def _profile_row(person: Person) -> list[Any]:
    values = person.profile | {
        "user_id": person.user["id"],
        "languages": json.dumps(person.profile["languages"]),
        "created_at": person.user["created_at"],
    }
    return [values.get(column, default) for column, default in PROFILE.items()]


def _details_row(person: Person) -> list[Any]:
    values = person.details | {"profile_id": person.user["id"]}
    return [values.get(column, default) for column, default in DETAILS.items()]


def _skills(person: Person) -> Iterator[list[Any]]:
    for skill in person.skills:
        yield [person.user["id"], *(skill[column] for column in SKILL[1:])]


def _experience(person: Person) -> Iterator[list[Any]]:
    for one in person.experience:
        joined = person.user["created_at"]
        yield [uuid7(), person.user["id"], *one.values(), "", joined]


def _portfolio(person: Person) -> Iterator[list[Any]]:
    for one in person.portfolio:
        joined = person.user["created_at"]
        yield [uuid7(), person.user["id"], one["title"], "", "", "", "", "", joined]
