"""What a statement does, told by its text: for whoever looks at each statement of a request."""

from __future__ import annotations

import re

from django.db import connection
from psycopg.pq import TransactionStatus

CHANGE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


def changed_table(sql: str) -> str | None:
    """The table whose rows the statement changes; None if it changes none."""
    change = CHANGE.match(sql)
    return change[1] if change else None


def begins_transaction() -> bool:
    """Whether the next statement is the first of a transaction, its own if it is in none."""
    status: TransactionStatus = connection.connection.info.transaction_status
    return status == TransactionStatus.IDLE


def is_forgotten_before(sql: str) -> bool:
    """Whether what was done for the current transaction may not hold any more when this statement
    has run: another one begins, or a part of it is rolled back.
    """
    return begins_transaction() or sql.startswith("ROLLBACK")
