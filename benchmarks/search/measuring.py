"""What every class of search costs, a write with its search entry, and the building of an index."""

from __future__ import annotations

import gc
import random
import statistics
import time
from typing import TYPE_CHECKING

from benchmarks.search.asking import Caller
from benchmarks.search.classes import kinds
from benchmarks.search.terms import read_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.search.asking import Asked, Cost
    from benchmarks.search.classes import Kind

WARM_UP = 10
GOAL_OVER_THE_QUESTION = 3  # milliseconds of the web process's CPU
GOAL_WRITING = 2.0  # times the bare update
GOAL_BUILDING_SECONDS = 360  # of 1,000,000 profiles


def measured(queries: int, only: str) -> Iterator[tuple[Kind, list[Cost]]]:
    """What each request of each class costs."""
    caller = Caller()
    for kind in kinds(read_terms()):
        if only in kind.name:
            draw = random.Random(kind.name)
            asked = [_page(caller, kind.draw(draw), kind.page) for _ in range(queries + WARM_UP)]
            gc.collect()
            gc.disable()
            costs = [caller.cost(one) for one in asked]
            gc.enable()
            yield kind, costs[WARM_UP:]


def _page(
    caller: Caller, asked: Asked | Callable[[], object], number: int
) -> Asked | Callable[[], object]:
    """What leads to this page of a list, or the last one before it."""
    for _page in range(number - 1):
        link = caller.answer(asked)["next"]
        if link is None:
            break
        asked = asked.following(link)
    return asked


def write_cost(number: int = 200) -> tuple[float, float]:
    """The median milliseconds of changing a profile, without and with its search entry."""
    from unittest.mock import patch

    from accounts.models import User
    from profiles.services import profile as service

    users = list(User.objects.order_by("pk")[:number])
    taken: tuple[list[float], list[float]] = ([], [])
    for place, user in enumerate(users):
        for kind, milliseconds in enumerate(taken):
            mirror = (lambda _ids: None) if kind == 0 else service.mirror
            with patch.object(service, "mirror", mirror):
                begun = time.perf_counter()
                changes = {"headline": f"Changed {place} times {kind}"}
                service.update_profile(user=user, changes=changes)
                milliseconds.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])
