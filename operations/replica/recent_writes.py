"""When somebody last wrote, by the primary's clock, so that every process knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, connection
from django.db.models import Value
from django.db.models.functions import Now

from operations.models import RecentWrite

if TYPE_CHECKING:
    from datetime import timedelta
    from uuid import UUID

logger = structlog.get_logger("guildhall.replica")

REMEMBER = """
    INSERT INTO operations_recentwrite (user_id, at) VALUES (%s, clock_timestamp())
    ON CONFLICT (user_id) DO UPDATE SET at = excluded.at
"""
# Logging in, registering and what is proved by a mailed link are done without being logged in: they
# show in the account itself.
SECONDS_SINCE = """
    SELECT extract(epoch FROM clock_timestamp()
        - greatest(account.last_login, account.updated_at, latest.at))::float
    FROM accounts_user account
    LEFT JOIN operations_recentwrite latest ON latest.user_id = account.id
    WHERE account.id = %s
"""


def remember(user_id: UUID) -> None:
    """Note that this user wrote just now. What they wrote is committed."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(REMEMBER, [user_id])
    except DatabaseError as error:  # their write stands, and the answer says so
        logger.warning("recent_write_not_noted", error=str(error))


def seconds_since_write(user_id: UUID) -> float:
    """How long ago this user wrote last. 0 for nobody."""
    with connection.cursor() as cursor:
        cursor.execute(SECONDS_SINCE, [user_id])
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def prune_recent_writes(*, kept: timedelta) -> int:
    """Delete the notes of longer ago than `kept`; answers how many."""
    return RecentWrite.objects.filter(at__lt=Now() - Value(kept)).delete()[0]
