"""The checks of all areas, and running them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    CheckFunction = Callable[[], Iterable["Finding"]]


@dataclass(frozen=True)
class Finding:
    """Something to put right. No text may hold a secret, or what another program said: that may."""

    what: str
    why: str
    fix: str
    area: str = ""


@dataclass(frozen=True)
class Check:
    """One question. Those that need the database are not asked while it is away."""

    area: str
    name: str
    find: CheckFunction
    needs_database: bool


_checks: list[Check] = []


def check(area: str, *, needs_database: bool = False) -> Callable[[CheckFunction], CheckFunction]:
    """Have this function asked, as one of an area."""

    def register(find: CheckFunction) -> CheckFunction:
        _checks.append(Check(area, find.__name__, find, needs_database))
        return find

    return register


def examine() -> Iterator[Finding]:
    """All findings. A check that fails is one itself: the next one may tell why."""
    database = connections[DEFAULT_DB_ALIAS]
    try:
        database.ensure_connection()
        is_away = False
    except Exception:  # whatever it is, the database's own check tells
        is_away = True
    for one in sorted(_checks, key=lambda one: one.area):
        if not (is_away and one.needs_database):
            yield from _findings(one)


def _findings(one: Check) -> Iterator[Finding]:
    try:
        for finding in one.find():
            yield replace(finding, area=one.area)
    except Exception as error:
        # Its text could hold an address with a password.
        yield Finding(
            f"The check `{one.name}` itself failed ({type(error).__name__}).",
            "What it looks after is unknown.",
            "Mend the other findings first, then run it again.",
            one.area,
        )
