"""Django's PostgreSQL backend for a replica. What the replica does not answer, the primary does: it
is away, or cancels a query that is in the way of replaying, or lacks what a migration has made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connections,
)
from django.db.backends.postgresql import base

from operations.replica.freshness import freshness

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.utils import CursorWrapper

AWAY = (OperationalError, InterfaceError)


class DatabaseWrapper(base.DatabaseWrapper):
    """Its cursors are the primary's when the replica cannot be reached, and become so when it fails
    a statement.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_or_by_the_primary)

    def _cursor(self, name: str | None = None) -> CursorWrapper:
        try:
            return super()._cursor(name)  # type: ignore[misc]  # the stubs lack it
        except AWAY as error:
            freshness.leave_alone(str(error))
            return connections[DEFAULT_DB_ALIAS]._cursor(name)  # type: ignore[attr-defined]


def _or_by_the_primary(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Around each statement. Rows are then fetched from the primary's cursor, too."""
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        if isinstance(error, AWAY):
            freshness.leave_alone(str(error))
        cursor = connections[DEFAULT_DB_ALIAS].cursor()
        result = cursor.executemany(sql, params) if many else cursor.execute(sql, params)
        context["cursor"].cursor = cursor
        return result
