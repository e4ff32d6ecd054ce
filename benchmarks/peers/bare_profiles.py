"""The least that can serve the list: WSGI, one prepared query, and the cards joined as they are.

No routing, no parameters, no count, no cursors: what is left of the time is PostgreSQL and the
server.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import orjson
import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

QUERY = """
    SELECT card::text FROM (
        SELECT profile_id, quality FROM profiles_searchentry
        ORDER BY quality DESC, profile_id DESC LIMIT 20
    ) page JOIN profiles_searchcard USING (profile_id)
    ORDER BY quality DESC, profile_id DESC
"""
connection: psycopg.Connection | None = None


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    global connection
    if connection is None:
        url = os.environ["PEER_DATABASE_URL"].replace("postgresql+asyncpg", "postgresql")
        connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
    rows = connection.execute(QUERY).fetchall()
    body = orjson.dumps({"results": [orjson.Fragment(row[0]) for row in rows]})
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
