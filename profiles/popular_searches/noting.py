"""What was asked for, noted after the answer and counted some seconds later, all of a process
together: a search waits for none of it.

Until then it is in memory alone. What a process has not counted when it ends is lost, and so is
what comes faster than it can be counted.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from foundation.addresses import client_address, site_of
from foundation.parameters import Posted
from profiles.models import MAX_SEARCH_LENGTH
from profiles.popular_searches.counting import count_searches
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from rest_framework.request import Request

    from profiles.search.query import Criteria

logger = structlog.get_logger("guildhall.search")

COUNTED_AFTER = 5.0  # seconds
MAX_WAITING = 1_000
NO_FILTER: tuple[object, ...] = (None, "", [], ())


class Asked(NamedTuple):
    """A search, as long as it waits to be counted."""

    text: str
    matches: int | None
    """How many good matches it had; None if filters narrowed it down."""

    account: UUID | None
    network: str
    """Of a stranger; empty for an account."""


def on_a_thread(work: Callable[[], None]) -> None:
    """Do it after a while, and then close the thread's connection."""

    def do() -> None:
        try:
            work()
        finally:
            connection.close()

    timer = threading.Timer(COUNTED_AFTER, do)
    timer.name, timer.daemon = "popular-searches", True
    timer.start()


class Collector:
    """The searches of this process that wait to be counted."""

    def __init__(self, start: Callable[[Callable[[], None]], None] = on_a_thread) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._waiting: list[Asked] = []

    def add(self, asked: Asked) -> None:
        with self._lock:
            if len(self._waiting) >= MAX_WAITING:
                return
            self._waiting.append(asked)
            is_first = len(self._waiting) == 1
        if is_first:
            self._start(self.count)

    def count(self) -> None:
        """Count all that wait. A database or an index that is away costs what they would have
        taught.
        """
        with self._lock:
            waiting, self._waiting = self._waiting, []
        try:
            count_searches(waiting)
        except (DatabaseError, EngineFailed) as error:
            logger.warning("searches_not_counted", error=type(error).__name__)


collector = Collector()


def note(request: Request | Posted, criteria: Criteria, page: Mapping[str, Any]) -> None:
    """Learn from a search that was answered, if the operator wants that: from the first page of a
    text that may be kept.
    """
    is_first = page["count"] is not None
    is_short = 0 < len(criteria.q) <= MAX_SEARCH_LENGTH
    if not (settings.LEARN_FROM_SEARCHES and is_first and is_short):
        return
    sent = request.request if isinstance(request, Posted) else request
    # A page's own request: Django REST Framework's takes everybody there for a stranger.
    user = getattr(sent._request, "user", None)
    account = user.pk if user is not None and user.is_authenticated else None
    collector.add(
        Asked(
            text=criteria.q,
            matches=None if _has_filters(criteria) else page["count"],
            account=account,
            network="" if account else site_of(client_address(sent)),
        )
    )


def _has_filters(criteria: Criteria) -> bool:
    """Whether more was asked for than a text in some order."""
    asked = vars(criteria).items()
    return any(value not in NO_FILTER for name, value in asked if name not in ("q", "ordering"))
