"""All that the database holds, in whatever table and kind of column, looked through for words; what
is encrypted or packed is opened.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from foundation.secret_keys import decrypt

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

Column = tuple[str, str]
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def columns_with(words: re.Pattern[str]) -> dict[Column, set[str]]:
    """Which columns hold which of the words that fit."""
    found: dict[Column, set[str]] = defaultdict(set)
    for table, column, value in _values():
        for word in words.findall(_readable(column, value)):
            found[table, column].add(word)
    return dict(found)


def _values() -> Iterator[tuple[str, str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(found) FROM "{table}" found')
            for (row,) in cursor.fetchall():
                values = json.loads(row) if isinstance(row, str) else row
                for column, value in values.items():
                    yield table, column, value


def _readable(column: str, value: Any) -> str:
    if column == "session_data":
        return json.dumps(SessionStore().decode(value))
    if isinstance(value, str) and value.startswith("\\x"):
        content = bytes.fromhex(value[2:])
        return (decrypt(content) or content).decode(errors="replace")
    return value if isinstance(value, str) else json.dumps(value)
