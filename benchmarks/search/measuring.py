"""The time of every class of search, and of a write with its search entry."""

from __future__ import annotations

import gc
import random
import statistics
import time
from typing import TYPE_CHECKING, Any

from benchmarks.search.classes import classes
from benchmarks.search.terms import read_terms

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP = 10
GOAL_GROWTH = 1.5
GOAL_MILLISECONDS = 25
GOAL_MATCHING_MILLISECONDS = 50


def is_matching(name: str) -> bool:
    """Whether a class is of matching, or of the admin's figures, instead of search."""
    return " for a " in name


def goal_of(name: str) -> int:
    """The most milliseconds that the p95 of a class may take at the largest size."""
    return GOAL_MATCHING_MILLISECONDS if is_matching(name) else GOAL_MILLISECONDS


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


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


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
    return statistics.median(taken[0]), statistics.median(taken[1])
