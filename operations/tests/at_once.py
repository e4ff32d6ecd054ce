"""Tasks in tests: done at once, by whoever queues them, and in sight of the test's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.tasks import InProcessBackend

if TYPE_CHECKING:
    from collections.abc import Callable


class AtOnce(InProcessBackend):
    """Waits for nothing: a task that is to be tried again is."""

    def start(self, work: Callable[[], None], seconds: float) -> None:
        work()
