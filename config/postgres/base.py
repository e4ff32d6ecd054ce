"""Django's PostgreSQL backend on the embedded server.

Takes `EMBEDDED_DATA_DIR` from the database's settings; `HOST`, `USER` and `PORT` follow from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from django.db.backends.postgresql import base

from config.postgres.embedded import server_for
from config.postgres.paths import SUPERUSER, Paths

if TYPE_CHECKING:
    from psycopg import Connection


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as usual, and brings the server up when nobody answers."""

    @property
    def paths(self) -> Paths:
        return Paths.of(self.settings_dict["EMBEDDED_DATA_DIR"])

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {
            "host": str(self.paths.socket_dir),
            "user": SUPERUSER,
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        server = server_for(self.paths)
        if not server.is_in_use:
            server.ensure_running(conn_params["dbname"])
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # It died since: its supervisor starts it again, or we start another supervisor.
            server.ensure_running("postgres")
            return super().get_new_connection(conn_params)
