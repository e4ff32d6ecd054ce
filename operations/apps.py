"""Looking after the product, as an application: its commands, checks, tables and admin."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        # Registers the system checks, which need the models.
        from operations import doctor  # noqa: F401
