"""Where background tasks run when no worker does: on a thread of the process, after the commit."""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor
from threading import Timer
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend

if TYPE_CHECKING:
    from django_tasks.base import TaskResult


class BackgroundThreadBackend(ImmediateBackend):
    """Runs each task at once, but never on the request's own time.

    A request that sends a mail must not answer later than one that sends none: the difference
    would tell whether an address has an account. What is queued when the process is killed, or put
    off by `run_after` when it ends, is lost; a deployment that cannot bear it sets
    `TASKS_BACKEND=database` and runs `db_worker`.
    """

    supports_defer = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="task")
        atexit.register(self.executor.shutdown)

    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        run_after = task_result.task.run_after
        if run_after is None:
            self.executor.submit(self._execute_on_thread, task_result)
            return
        wait = (run_after - timezone.now()).total_seconds()
        timer = Timer(max(wait, 0), self.executor.submit, (self._execute_on_thread, task_result))
        timer.daemon = True  # the process does not wait for it to end
        timer.start()

    def _execute_on_thread(self, task_result: TaskResult[Any]) -> None:
        try:
            super()._execute_task(task_result)
        finally:
            close_old_connections()
