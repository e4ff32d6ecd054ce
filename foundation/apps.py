"""The ground floor as an application: its tables, and events that wait to be told."""

from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from foundation import deadlines
        from foundation.events import backlog, delivery
        from foundation.files import unwanted

        deadlines.register(
            "events", deadlines.Deadlines(backlog.waiting_since, delivery.deliver_soon)
        )
        deadlines.register("files", deadlines.Deadlines(unwanted.next_due, unwanted.retry_due))
