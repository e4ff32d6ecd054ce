"""The one mechanism that counts every security limit, exactly.

A row in PostgreSQL per key and window; a hit is one `INSERT ... ON CONFLICT DO UPDATE ...
RETURNING` in its own transaction, so that of any number of simultaneous tries exactly as many pass
as the limit allows, and a request that fails later still counts. A window begins with its first
hit.

    LOGIN_ADDRESS = Limit("login:address", 30, timedelta(minutes=1))
    hit((LOGIN_ADDRESS, network_of(address)))

Inside a transaction of the caller's, what is counted would be forgotten when that one is rolled
back, and until then everybody else would wait for the counter's row. So all that changes a counter
raises RuntimeError there: count first, then begin the transaction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now

from foundation.errors import LimitExceeded
from foundation.models import LimitCounter

if TYPE_CHECKING:
    from datetime import timedelta

logger = structlog.get_logger("guildhall.limits")

# A count stops one above its limit: nothing can overflow, and being over is all that matters.
HIT = """
    INSERT INTO foundation_limitcounter AS counter (key, count, expires_at)
    VALUES (%s, %s, clock_timestamp() + %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN counter.expires_at <= clock_timestamp() THEN excluded.count
                     ELSE least(counter.count + excluded.count, %s) END,
        expires_at = CASE WHEN counter.expires_at <= clock_timestamp()
                            OR (%s AND counter.count < %s) THEN excluded.expires_at
                          ELSE counter.expires_at END
    RETURNING count, extract(epoch FROM expires_at - clock_timestamp())
"""


@dataclass(frozen=True)
class Limit:
    """At most `most` hits of one subject in `window`, which begins with the first of them.

    A `sliding` limit's window begins anew with each hit until it is reached: for counts that only
    a success ends, not time.
    """

    name: str
    most: int
    window: timedelta
    sliding: bool = False

    def key(self, subject: object) -> str:
        """The row's key. Subjects may be personal (an e-mail address): only a hash is stored."""
        return f"{self.name}:{blake2b(str(subject).encode(), digest_size=16).hexdigest()}"


Hit = tuple[Limit, object]


def require_no_transaction() -> None:
    """Raise RuntimeError inside a transaction, unless it is the one that a test is wrapped in.

    That is what Django promises of a durable block. None is begun: it would cost two round trips.
    """
    if connection.in_atomic_block:
        with transaction.atomic(durable=True, savepoint=False):
            pass


def hit(*hits: Hit) -> None:
    """Count one more of each. Raises LimitExceeded when that is more than any of them allows."""
    require_no_transaction()
    _refuse([(limit, _count(limit, subject)) for limit, subject in hits])


def spend(limit: Limit, subject: object, amount: int) -> None:
    """Count so many more at once, such as kilobytes. Raises LimitExceeded when that is more than
    the limit allows; what is refused counts, too.
    """
    require_no_transaction()
    _refuse([(limit, _count(limit, subject, amount))])


def _refuse(counts: list[tuple[Limit, tuple[int, int]]]) -> None:
    waits = [(limit, wait) for limit, (number, wait) in counts if number > limit.most]
    for limit, _wait in waits:
        logger.info("limit_reached", limit=limit.name)
    if waits:
        raise LimitExceeded(max(wait for _limit, wait in waits))


def counted(limit: Limit, subject: object) -> int:
    """Count one more; answers how often it was hit in the current window, this one included, or one
    more than the limit allows.
    """
    require_no_transaction()
    number, _wait = _count(limit, subject)
    return number


def _count(limit: Limit, subject: object, amount: int = 1) -> tuple[int, int]:
    """Count hits; answers the count, and the whole seconds until its window is over."""
    over = limit.most + 1
    with connection.cursor() as cursor:
        key, first = limit.key(subject), min(amount, over)
        parameters: list[Any] = [key, first, limit.window, over, limit.sliding, over]
        cursor.execute(HIT, parameters)
        count, seconds = cursor.fetchone()
    return count, max(1, math.ceil(seconds))


def count(limit: Limit, subject: object) -> int:
    """How often it was hit in the current window."""
    current = LimitCounter.objects.filter(key=limit.key(subject), expires_at__gt=Now())
    return current.values_list("count", flat=True).first() or 0


def take_back(*hits: Hit) -> None:
    """Uncount one hit of each: what was tried turned out to be no failure."""
    require_no_transaction()
    keys = [limit.key(subject) for limit, subject in hits]
    LimitCounter.objects.filter(key__in=keys).update(count=Greatest(F("count") - 1, 0))


def reset(*hits: Hit) -> None:
    """Forget all hits of each."""
    require_no_transaction()
    LimitCounter.objects.filter(key__in=[limit.key(subject) for limit, subject in hits]).delete()


def prune() -> int:
    """Delete the counters whose window is over; answers how many."""
    return LimitCounter.objects.filter(expires_at__lte=Now()).delete()[0]
