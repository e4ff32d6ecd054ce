"""`manage.py dbshell` on the embedded server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import client

from operations.embedded_postgres.paths import Paths, programs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from operations.embedded_postgres.base import DatabaseWrapper


class DatabaseClient(client.DatabaseClient):
    """Runs the package's own psql, which matches the server and is always there."""

    connection: DatabaseWrapper

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        address = Paths.of(settings_dict["EMBEDDED_DATA_DIR"]).address
        arguments, environment = super().settings_to_cmd_args_env(
            settings_dict | {name.upper(): value for name, value in address.items()}, parameters
        )
        return [str(programs() / "psql"), *arguments[1:]], environment

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.server.ensure_running(self.connection.settings_dict["NAME"])
        super().runshell(parameters)
