"""Tasks whose worker was killed at them: `manage.py settle` has them done again."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db.models import F, Func, IntegerField, Value
from django.db.models.functions import Now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = structlog.get_logger("guildhall.tasks")
LONGEST_RUN = timedelta(minutes=15)  # no task takes a tenth of it
MOST_TRIES = 3


class WorkersKilled(Exception):
    """So many workers were killed at a task that it may have been the task that killed them."""


def take_up_again() -> int:
    """Put what was begun `LONGEST_RUN` ago and never ended back into the queue, or fail it after
    `MOST_TRIES`; how many were put back.

    A worker that was killed after its mail had left sends it again: every task is done at least
    once, and made for it.
    """
    tries = Func(F("worker_ids"), function="jsonb_array_length", output_field=IntegerField())
    stranded = (
        DBTaskResult.objects.running()
        .filter(started_at__lt=Now() - Value(LONGEST_RUN))
        .order_by()
        .annotate(tries=tries)
    )
    given_up = stranded.filter(tries__gte=MOST_TRIES).update(
        status=TaskResultStatus.FAILED,
        finished_at=Now(),
        exception_class_path=f"{__name__}.{WorkersKilled.__name__}",
        traceback=f"{MOST_TRIES} workers were killed at it.",
    )
    again = stranded.filter(tries__lt=MOST_TRIES).update(status=TaskResultStatus.READY)
    if given_up or again:
        logger.warning("tasks_stranded", taken_up_again=again, given_up=given_up)
    return again
