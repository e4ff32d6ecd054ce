"""Django's PostgreSQL backend on the embedded server.

Takes `EMBEDDED_DATA_DIR` from the database's settings; `HOST`, `USER` and `PORT` follow from it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg
from django.db.backends.postgresql import base

from operations.embedded_postgres.client import DatabaseClient
from operations.embedded_postgres.embedded import EmbeddedServer, server_for
from operations.embedded_postgres.paths import Paths

if TYPE_CHECKING:
    from psycopg import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as usual, and brings the server up when nobody answers."""

    client_class = DatabaseClient

    @cached_property
    def server(self) -> EmbeddedServer:
        return server_for(Paths.of(self.settings_dict["EMBEDDED_DATA_DIR"]))

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | self.server.paths.address

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        if not self.server.is_in_use:
            self.server.ensure_running(conn_params["dbname"])
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # It died since: its supervisor starts it again, or we start another supervisor.
            self.server.ensure_running(conn_params["dbname"])
            return super().get_new_connection(conn_params)
