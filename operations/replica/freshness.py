"""How old the replica's state is at most, by a bound that cannot be too low.

Once a second, a process notes the primary's position in its log, and the time before it asked. When
the replica has replayed up to that position, it has everything that was committed before that time.
No clock is compared with another machine's; a replica that is cut off, or that has not heard of new
writes, grows old like one that is slow.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from math import inf
from typing import TYPE_CHECKING

import structlog
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

if TYPE_CHECKING:
    from collections.abc import Callable

logger = structlog.get_logger("guildhall.replica")

REPLICA = "replica"
LOOK_SECONDS = 1.0
REST_SECONDS = 5.0
"""How long a replica that failed is left alone."""
MOST_NOTES = 600

# The insert position, not the written one: it is past every commit, also of asynchronous ones.
POSITION = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"
# Null on a server that was promoted: it follows the primary no longer.
REPLAYED = """
    SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END
"""


def _primary_position() -> int:
    return int(_first(DEFAULT_DB_ALIAS, POSITION) or 0)


def _replayed_position() -> int | None:
    return _first(REPLICA, REPLAYED)


def _first(alias: str, query: str) -> int | None:
    # Below the wrappers of statements: the replica itself has to answer, not the primary for it.
    connection = connections[alias]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        row = cursor.execute(query).fetchone()
    return row[0] if row else None


class Freshness:
    """What this process knows of the replica. Shared by its threads."""

    def __init__(
        self,
        *,
        position: Callable[[], int] = _primary_position,
        replayed: Callable[[], int | None] = _replayed_position,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._position, self._replayed, self._clock = position, replayed, clock
        self._notes: deque[tuple[float, int]] = deque(maxlen=MOST_NOTES)
        self._complete_until = -inf
        self._next_look = -inf
        self._looking = threading.Lock()

    def age(self) -> float:
        """The replica has everything that was committed more than so many seconds ago. Infinite
        when it is away or not known yet.
        """
        if self._clock() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._clock() - self._complete_until

    def _look(self) -> None:
        asked_at = self._clock()
        self._notes.append((asked_at, self._position()))
        try:
            replayed = self._replayed()
        except DatabaseError as error:
            self.leave_alone(str(error))
            return
        if replayed is None:
            self.leave_alone("It is no replica any more.")
            return
        while self._notes and self._notes[0][1] <= replayed:
            self._complete_until, _position = self._notes.popleft()
        self._next_look = asked_at + LOOK_SECONDS

    def leave_alone(self, why: str) -> None:
        """Have nobody use the replica for some seconds: it failed."""
        logger.warning("replica_away", error=why.strip())
        self._notes.clear()
        self._complete_until = -inf
        self._next_look = self._clock() + REST_SECONDS


freshness = Freshness()
