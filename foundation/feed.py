"""What changed, in an order that no reader can miss anything of.

`note` writes rows in the transaction of the change. Transactions commit in another order than they
begin, so a reader that goes by the rows' own ids would pass over those that are committed late.
Positions are therefore given afterwards, by `number`, to rows that are committed, by one process at
a time. A slow transaction, in this database or another, holds nobody up.

    note("profiles", [profile.pk])          # in the transaction that changes it
    number()                                # by a reader, whenever it looks
    for change in after("profiles", seen):  # never misses one, in the same order for everybody
        ...

A reader that was away for longer than changes are kept, or whose position is of another database or
of one that was restored, has to begin anew: `Reader.is_lost`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from foundation.models import Change, FeedState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta
    from uuid import UUID

    from django.db.models import QuerySet

EVERYTHING = uuid.UUID(int=0)
"""Noted in the place of a row's id: all rows of the topic may have changed."""

LOCK = 0x6665_6564  # "feed": of the advisory lock that numbering takes
AT_ONCE = 10_000
MAX_COUNTED = 100_000  # changes that a reader is behind

NOTE = "INSERT INTO foundation_change (topic, row_id) SELECT %s, unnest(%s::uuid[])"
# One statement sees the committed rows of one moment; those that come later have their turn next.
NUMBER = """
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM (SELECT id FROM foundation_change
              WHERE position IS NULL ORDER BY id LIMIT %s) AS oldest
    ), state AS (
        UPDATE foundation_feedstate SET position = position + (SELECT count(*) FROM waiting)
        WHERE id = 1 AND EXISTS (SELECT FROM waiting)
        RETURNING position - (SELECT count(*) FROM waiting) AS before
    )
    UPDATE foundation_change change SET position = state.before + waiting.place
    FROM waiting, state WHERE change.id = waiting.id
"""
BEHIND = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(noted_at)), 0)::float8
    FROM (SELECT noted_at FROM foundation_change
          WHERE topic = %(topic)s AND (position > %(position)s OR position IS NULL)
          LIMIT %(most)s) AS unread
"""
# What a restored copy does not share with its original: the server, the database in it, its epoch;
# and what a promoted replica does not share with the primary that it was: the timeline.
WHERE_IT_IS = """
    SELECT concat_ws(':', (SELECT system_identifier FROM pg_control_system()),
                     (SELECT oid FROM pg_database WHERE datname = current_database()),
                     (SELECT timeline_id FROM pg_control_checkpoint()), epoch),
           position, (SELECT min(position) FROM foundation_change)
    FROM foundation_feedstate WHERE id = 1
"""


def note(topic: str, row_ids: Iterable[UUID]) -> None:
    """Note that these rows changed, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [topic, list(row_ids)])


def number() -> int:
    """Give committed changes their positions; answers to how many. Another process that does the
    same at this moment does it alone.
    """
    if not Change.objects.filter(position=None).exists():
        return 0
    state()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_mine,) = cursor.fetchone()
        if not is_mine:
            return 0
        cursor.execute(NUMBER, [AT_ONCE])
        return int(cursor.rowcount)


def state() -> FeedState:
    """How far changes are numbered, and the epoch."""
    return FeedState.objects.filter(pk=1).first() or FeedState.objects.get_or_create(pk=1)[0]


def after(topic: str, position: int, *, limit: int = AT_ONCE) -> list[Change]:
    """The changes of a topic behind a position, in order."""
    changes = Change.objects.filter(topic=topic, position__gt=position)
    return list(changes.order_by("position")[:limit])


def behind(topic: str, position: int) -> tuple[int, float]:
    """How many changes of a topic a reader at this position has not read, of `MAX_COUNTED` at most,
    and how many seconds ago the oldest of them was noted.
    """
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, {"topic": topic, "position": position, "most": MAX_COUNTED})
        number, seconds = cursor.fetchone()
    return int(number), max(0.0, float(seconds))


def unread(topic: str, position: int, row_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the rows that changed behind a position."""
    changed = Change.objects.filter(Q(position__gt=position) | Q(position=None), topic=topic)
    return set(changed.filter(row_id__in=list(row_ids)).values_list("row_id", flat=True))


def identity() -> str:
    """What tells this database from every other, also from what it was before a restore."""
    return _where_it_is()[0]


def _where_it_is() -> tuple[str, int, int | None]:
    """Besides, the last position that was given, and the first that is kept."""
    with connection.cursor() as cursor:
        cursor.execute(WHERE_IT_IS)
        if (found := cursor.fetchone()) is None:
            state()
            cursor.execute(WHERE_IT_IS)
            found = cursor.fetchone()
    return found


def begin_anew() -> None:
    """After a restore: whoever has read further than the restored feed goes must not go on."""
    state()
    FeedState.objects.filter(pk=1).update(epoch=uuid.uuid4())


@dataclass(frozen=True)
class Reader:
    """Up to where somebody has read, and in which database."""

    position: int
    identity: str

    @classmethod
    def now(cls) -> Reader:
        """Up to the last change that has a position. What is read after this includes them all."""
        number()
        return cls(state().position, identity())

    def is_lost(self) -> bool:
        """Whether changes may be missing between this position and the oldest that is kept."""
        identity, last, first = _where_it_is()
        is_kept = self.position == last or (first is not None and first <= self.position + 1)
        return self.identity != identity or self.position > last or not is_kept


def prune(*, kept: timedelta, unread: QuerySet[Change] | None = None) -> int:
    """Delete numbered changes older than this, some at a time; answers how many. What is `unread`
    by a reader who cannot begin anew stays.
    """
    old = Change.objects.filter(position__isnull=False, noted_at__lt=Now() - Value(kept))
    if unread is not None:
        old = old.exclude(pk__in=unread.values("pk"))
    number = 0
    while ids := list(old.order_by("noted_at").values_list("pk", flat=True)[:AT_ONCE]):
        number += Change.objects.filter(pk__in=ids).delete()[0]
    return number
