"""The one query of every authenticated request: a token's live session with its user.

It is the ORM's own query, `Session.objects.live().select_related("user")` with all but the
session's keys deferred, written once from the models' fields instead of being built for every
request: building takes four times as long as PostgreSQL's answer (docs/performance.md).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import connection

from accounts.models import LIVE_STATUSES, Session, User

if TYPE_CHECKING:
    from uuid import UUID


# All that a request needs of its session; the rest is read when it is asked for.
SESSION_COLUMNS = ["id", "user_id"]


@cache
def _user_columns() -> list[str]:
    return [field.attname for field in User._meta.concrete_fields]


@cache
def _sql() -> str:
    columns = [
        *(f"session.{name}" for name in SESSION_COLUMNS),
        *(f"account.{name}" for name in _user_columns()),
    ]
    return f"""
        SELECT {", ".join(columns)}
        FROM {Session._meta.db_table} session
        JOIN {User._meta.db_table} account ON account.id = session.user_id
        WHERE session.id = %s AND session.user_id = %s
          AND session.revoked_at IS NULL AND session.expires_at > statement_timestamp()
    """  # noqa: S608 - names of our own columns


def live_session(*, session_id: UUID, user_id: UUID) -> Session | None:
    """The session with its user, if it is live by the database's clock and the user may act."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [session_id, user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    width = len(SESSION_COLUMNS)
    session = Session.from_db(connection.alias, SESSION_COLUMNS, row[:width])
    session.user = User.from_db(connection.alias, _user_columns(), row[width:])
    return session if session.user.status in LIVE_STATUSES else None
