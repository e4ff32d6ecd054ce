"""`python -m benchmarks.search --both-ways`: lists without a text, by database and by engine.

They come from the database. This is what they would cost if the engine made them, as it does those
of a text; first pages, with their counts, in each order and with facets.
"""

from __future__ import annotations

import random
import statistics
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.search.asking import nanoseconds
from benchmarks.search.classes import lists, percentile
from benchmarks.search.measuring import WARM_UP
from benchmarks.search.terms import read_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.search.asking import Asked
    from profiles.search.lists import Found
    from profiles.search.query import Criteria

PAGE = 21
ORDERS = ("quality", "-rating", "rate")
REPEATED = ("skill", "level", "availability")
NUMBERS = ("rate_min", "rate_max", "rating_min")
HEADS = ("CPU p50, p95 of the ladder", "of the engine", "with facets", "of the engine", "same")


def compared(queries: int, only: str) -> Iterator[str]:
    """The rows of a table."""
    yield "| class, order | " + " | ".join(HEADS) + " |\n" + "|---" * (len(HEADS) + 1) + "|"
    for kind in lists(read_terms()):
        if " by " in kind.name or kind.page > 1 or "facets" in kind.name or only not in kind.name:
            continue
        for order in ORDERS:
            draw = random.Random(kind.name)
            asked = [criteria_of(kind.draw(draw), order) for _ in range(queries + WARM_UP)]
            rows = [_row(criteria) for criteria in asked][WARM_UP:]
            cells = [f"{kind.name}, {order}"]
            for column in range(4):
                costs = [row[column] for row in rows]
                cells.append(f"{statistics.median(costs):.1f}, {percentile(costs, 0.95):.1f}")
            cells.append(f"{sum(row[4] for row in rows)} of {len(rows)}")
            yield "| " + " | ".join(cells) + " |"


def criteria_of(asked: Asked, order: str) -> Criteria:
    from profiles.search.query import Criteria

    given: dict[str, Any] = {name: [] for name in REPEATED}
    for name, value in asked.query:
        if name in REPEATED:
            given[name].append(value)
        else:
            given[name] = Decimal(value) if name in NUMBERS else value
    return Criteria(**given, ordering=order)


def _row(criteria: Criteria) -> tuple[float, float, float, float, bool]:
    """The CPU of each way, without and with facets, and whether both count the same."""
    from profiles.search.index import profile_index
    from profiles.search.pages import _by_words, _list
    from profiles.search.query import match_of

    def by_database(*, with_facets: bool) -> Found:
        found = _list(match_of(criteria), criteria.ordering, with_facets=with_facets)
        return found.first(PAGE)

    def by_engine(*, with_facets: bool) -> Found:
        index = profile_index.index()
        assert index is not None
        return _by_words(index, criteria, with_facets=with_facets).first(PAGE)

    ladder, found = _cpu(lambda: by_database(with_facets=False))
    engine, found_too = _cpu(lambda: by_engine(with_facets=False))
    with_facets = [
        _cpu(lambda act=act: act(with_facets=True))[0] for act in (by_database, by_engine)
    ]
    return ladder, engine, with_facets[0], with_facets[1], found.count == found_too.count


def _cpu(act: Callable[[], Found]) -> tuple[float, Found]:
    """Milliseconds of this thread and of the process of PostgreSQL that answers it."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    server, begun = nanoseconds(pid), time.thread_time()
    answer = act()
    taken = time.thread_time() - begun
    return taken * 1000 + (nanoseconds(pid) - server) / 1e6, answer
