"""Tasks in tests: done at once, by whoever queues them, and in sight of the test's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from operations.tasks import InProcessBackend

if TYPE_CHECKING:
    from collections.abc import Callable


class AtOnce(InProcessBackend):
    """Waits for nothing: a task that is to be tried again is. What a request puts around its own
    statements is not around those of its tasks, which have another connection otherwise.
    """

    def start(self, work: Callable[[], None], seconds: float) -> None:
        around, connection.execute_wrappers = connection.execute_wrappers, []
        try:
            work()
        finally:
            connection.execute_wrappers = around
