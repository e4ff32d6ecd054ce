"""What happens by time alone: a delivery that nobody answered, a review window that ends.

Nothing shown may depend on a job having run, so whoever reads what such a moment changes calls
`settle_due` first. Each process knows the moments of the next minutes, which costs a read nothing;
no period that anything registers here is shorter than `SHORTEST`, so that a moment is always known
before it comes. Higher apps register theirs when they are ready.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from django.db.models import QuerySet

KNOWN_FOR = timedelta(minutes=1)
SHORTEST = timedelta(minutes=10)
AT_ONCE = 100  # rows that are read ahead of their settling


@dataclass(frozen=True)
class Deadlines:
    """One kind. `earliest` gives the first moment of what is not settled yet, past ones included;
    `settle` does what is due by the database's clock and may run at once in many processes.
    """

    earliest: Callable[[], datetime | None]
    settle: Callable[[], object]


@dataclass
class _Known:
    """Until when (by this process's monotonic clock, in seconds) nothing is due."""

    quiet_until: float = 0.0


_kinds: dict[str, Deadlines] = {}
_known = _Known()
_lock = threading.Lock()


def register(name: str, deadlines: Deadlines) -> None:
    """Have deadlines of this kind kept."""
    _kinds[name] = deadlines


def settle_due() -> None:
    """Do what is due. Cheap: most calls compare two numbers."""
    if time.monotonic() < _known.quiet_until:
        return
    with _lock:
        if time.monotonic() < _known.quiet_until:
            return
        for kind in _kinds.values():
            kind.settle()
        _known.quiet_until = _next_look()


def each_due(due: QuerySet[Any], *fields: str) -> Iterator[tuple[Any, ...]]:
    """These fields of each row that is due, or its primary key, in the order of the query set. The
    query runs again until it finds none: each row is to be settled before the next is taken.
    """
    rows = due.values_list(*(fields or ("pk",)))
    while found := list(rows[:AT_ONCE]):
        yield from found


def is_overdue(*, by: timedelta) -> bool:
    """Whether something has been due for that long, and nobody has settled it."""
    now = _now()
    moments = [moment for kind in _kinds.values() if (moment := kind.earliest()) is not None]
    return any(moment < now - by for moment in moments)


def _now() -> datetime:
    """By the database's clock, by which everything is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _next_look() -> float:
    started = time.monotonic()
    now = _now()
    moments = [moment for kind in _kinds.values() if (moment := kind.earliest()) is not None]
    wait = min([KNOWN_FOR, *(moment - now for moment in moments)])
    return started + wait.total_seconds()


def rest() -> None:
    """Look at nothing for a while. For tests, which count queries."""
    _known.quiet_until = time.monotonic() + KNOWN_FOR.total_seconds()


def forget() -> None:
    """Look again at the next call. For tests, which move moments about."""
    _known.quiet_until = 0.0
