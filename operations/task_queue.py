"""Background tasks in a queue of the database (procrastinate), with `TASKS_BACKEND=database`.

`manage.py procrastinate worker` does them. A task that is queued in a transaction is there when the
transaction is committed, and not before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from foundation.retries import TryAgain
from operations.models.queued_task import RUN
from operations.tasks import queued, run

if TYPE_CHECKING:
    from django_tasks.base import TaskResult
    from procrastinate import JobContext
    from procrastinate.jobs import Job

logger = structlog.get_logger("guildhall.tasks")

RECOVER = "recover"


class QueueBackend(BaseTaskBackend):
    """Has a worker do each task."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        job = app.configure_task(RUN, schedule_at=task.run_after, priority=task.priority)
        number = job.defer(path=task.module_path, args=list(args), kwargs=dict(kwargs))
        return queued(self, task, args, kwargs, task_id=str(number))


class AsDeclared(BaseRetryStrategy):
    """Tries a task again as it was declared (`foundation.retries`)."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, TryAgain):
            return None
        return RetryDecision(retry_at=timezone.now() + timedelta(seconds=exception.seconds))


@app.task(name=RUN, retry=AsDeclared(), pass_context=True)
def run_queued(context: JobContext, *, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the task of this path."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise SuspiciousOperation(f"{path} is not a task.")
    run(task, args, kwargs, task_id=str(context.job.id), tried=context.job.attempts)


@app.periodic(cron="* * * * *")
@app.task(name=RECOVER, queueing_lock=RECOVER, pass_context=True)
async def recover(context: JobContext, timestamp: int) -> None:
    """Put back what was begun by a worker that was killed: one that gave no sign for 30 seconds.

    A worker that was killed after its mail had left sends it again: every task is done at least
    once, and made for it.
    """
    manager, again = context.app.job_manager, 0
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except ConnectorException:
            continue  # another worker has put it back, or its own was only slow
        again += 1
    if again:
        logger.warning("tasks_stranded", taken_up_again=again)
