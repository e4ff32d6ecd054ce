"""Background tasks: how one is run, and where it runs when no worker does.

What a task logs carries the task's id and, on a thread of the web process, the id of the request
that queued it. With a worker, the request's `task_queued` has both.
"""

from __future__ import annotations

import atexit
import traceback
from abc import abstractmethod
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING, Any

import structlog
from django.db import close_old_connections, connections, transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from foundation.retries import TryAgain, attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django_tasks.base import Task


logger = structlog.get_logger("guildhall.tasks")


def queued(
    backend: BaseTaskBackend, task: Task[Any, Any], args: Any, kwargs: Any, *, task_id: str
) -> TaskResult[Any]:
    """What a back-end answers to whoever queued a task."""
    logger.info("task_queued", task=task_id, path=task.module_path)
    return TaskResult(
        task=task,
        id=task_id,
        status=TaskResultStatus.READY,
        enqueued_at=timezone.now(),
        started_at=None,
        last_attempted_at=None,
        finished_at=None,
        args=list(args),
        kwargs=dict(kwargs),
        backend=backend.alias,
        errors=[],
        worker_ids=[],
    )


def run(
    task: Task[Any, Any],
    args: Sequence[Any],
    kwargs: dict[str, Any],
    *,
    task_id: str,
    tried: int,
) -> None:
    """Run a queued task once more, and log what became of it. Raises what `attempt` raises.

    The arguments are not logged, nor what the error says: they are mails and addresses.
    """
    path = task.module_path
    with structlog.contextvars.bound_contextvars(task=task_id):
        try:
            _drop_dead_connections()
            attempt(task, args, kwargs, tried=tried)
        except TryAgain as again:
            left, seconds = again.tries_left, again.seconds
            logger.warning("task_put_off", path=path, seconds=seconds, tries_left=left)
            raise
        except Exception as error:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            where = "".join(traceback.format_tb(error.__traceback__))
            logger.error("task_failed", path=path, error=kind, traceback=where)
            raise
        logger.info("task_done", path=path)


def _drop_dead_connections() -> None:
    """Connect anew where the server has gone since this thread's last task. A request that meets
    that is asked again by its client; a task would be given up.
    """
    for connection in connections.all(initialized_only=True):
        is_idle = connection.connection is not None and not connection.in_atomic_block
        if is_idle and not connection.is_usable():
            connection.close()


class InProcessBackend(BaseTaskBackend):
    """Runs tasks in this process, after the commit of the transaction that queued them; a subclass
    says when. The waits of a task are kept.
    """

    supports_defer = True
    supports_priority = True

    @abstractmethod
    def start(self, work: Callable[[], None], seconds: float) -> None:
        """Do the work once so many seconds have passed."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        result = queued(self, task, args, kwargs, task_id=get_random_id())
        # Of the request's context nothing else: its language, for one, is not the task's.
        logged = structlog.contextvars.get_contextvars()
        wait = (task.run_after - timezone.now()).total_seconds() if task.run_after else 0.0
        transaction.on_commit(partial(self.start, partial(self._try, result, logged, 0), wait))
        return result

    def _try(self, result: TaskResult[Any], logged: dict[str, Any], tried: int) -> None:
        try:
            with structlog.contextvars.bound_contextvars(**logged):
                run(result.task, result.args, result.kwargs, task_id=result.id, tried=tried)
        except TryAgain as again:
            self.start(partial(self._try, result, logged, tried + 1), again.seconds)
        except Exception:  # noqa: S110  # `run` has logged it, and nobody waits for it
            pass


class BackgroundThreadBackend(InProcessBackend):
    """Runs each task at once, but never on the request's own time.

    A request that sends a mail must not answer later than one that sends none: the difference
    would tell whether an address has an account. What is queued when the process is killed, or put
    off when it ends, is lost; a deployment that cannot bear it sets `TASKS_BACKEND=database` and
    runs `manage.py procrastinate worker`.
    """

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params)
        self.executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="task")
        atexit.register(self.executor.shutdown)

    def start(self, work: Callable[[], None], seconds: float) -> None:
        on_thread = partial(self._do, work)
        if seconds <= 0:
            self.executor.submit(on_thread)
            return
        timer = Timer(seconds, self.executor.submit, [on_thread])
        timer.daemon = True  # the process does not wait for it to end
        timer.start()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            close_old_connections()
