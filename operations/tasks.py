"""Background tasks: where they run when no worker does, and what the log says of them.

What a task logs carries the task's id and, on a thread of the web process, the id of the request
that queued it. With a worker, the request's `task_queued` has both.
"""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING, Any

import structlog
from django.db import close_old_connections
from django.dispatch import receiver
from django.utils import timezone
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_enqueued, task_finished, task_started

if TYPE_CHECKING:
    from django_tasks.base import TaskResult


logger = structlog.get_logger("guildhall.tasks")


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
        # Of the request's context nothing else: its language, for one, is not the task's.
        logged = structlog.contextvars.get_contextvars()
        work = partial(self._execute_on_thread, task_result, logged)
        run_after = task_result.task.run_after
        if run_after is None:
            self.executor.submit(work)
            return
        wait = (run_after - timezone.now()).total_seconds()
        timer = Timer(max(wait, 0), self.executor.submit, [work])
        timer.daemon = True  # the process does not wait for it to end
        timer.start()

    def _execute_on_thread(self, task_result: TaskResult[Any], logged: dict[str, Any]) -> None:
        try:
            with structlog.contextvars.bound_contextvars(**logged):
                super()._execute_task(task_result)
        finally:
            close_old_connections()


@receiver(task_enqueued, dispatch_uid="log_queued")
def log_queued(task_result: TaskResult[Any], **_kwargs: object) -> None:
    logger.info("task_queued", task=str(task_result.id), path=task_result.task.module_path)


@receiver(task_started, dispatch_uid="name_task")
def name_task(task_result: TaskResult[Any], **_kwargs: object) -> None:
    structlog.contextvars.bind_contextvars(task=str(task_result.id))


@receiver(task_finished, dispatch_uid="log_finished")
def log_finished(task_result: TaskResult[Any], **_kwargs: object) -> None:
    """The arguments are not logged: they are mails and addresses."""
    path = task_result.task.module_path
    if task_result.status == TaskResultStatus.FAILED:
        logger.error("task_failed", path=path, error=task_result.errors[-1].exception_class_path)
    else:
        logger.info("task_done", path=path)
    structlog.contextvars.unbind_contextvars("task")
