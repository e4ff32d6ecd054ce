"""Deleting what the queue of the database no longer needs."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from operations.models.queued_task import FINISHED, RUN

ITS_OWN_WORK_KEPT = timedelta(days=1)
PRUNE = """
DELETE FROM procrastinate_jobs AS job
WHERE job.status::text = ANY(%s) AND (job.task_name = %s) = %s
AND NOT EXISTS (
    SELECT FROM procrastinate_events AS event
    WHERE event.job_id = job.id AND event.at >= now() - make_interval(secs => %s)
)
"""


def prune_tasks(*, kept: timedelta) -> int:
    """Delete tasks that ended so long ago; how many. And the queue's own work of days ago."""
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, [list(FINISHED), RUN, False, ITS_OWN_WORK_KEPT.total_seconds()])
        cursor.execute(PRUNE, [list(FINISHED), RUN, True, kept.total_seconds()])
        return cursor.rowcount
