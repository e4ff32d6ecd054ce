"""Looking after the product, as an application: its commands, and what listens to tasks."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        # Connects what listens to tasks; django-tasks is not loaded any earlier.
        from operations import tasks  # noqa: F401
