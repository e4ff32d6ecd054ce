"""A background task in the queue of the database (procrastinate), with `TASKS_BACKEND=database`."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

RUN = "run"  # procrastinate's name for what runs our tasks; others are its own work
# A worker gives a sign every 10 seconds; after 30 another one puts its tasks back.
STALLED_AFTER = timedelta(minutes=5)
FINISHED = ("succeeded", "failed", "cancelled", "aborted")


def _last(*kinds: str) -> Subquery:
    """When one of these last happened to a job."""
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type__in=kinds)
    return Subquery(events.order_by("-id").values("at")[:1])


class QueuedTaskQuerySet(models.QuerySet["QueuedTask"]):
    def waiting(self) -> QueuedTaskQuerySet:
        """What is due and was not begun, `since` when."""
        is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
        due = self.filter(is_due, status="todo")
        return due.annotate(since=Coalesce("scheduled_at", _last("deferred")))

    def stalled(self) -> QueuedTaskQuerySet:
        """What was begun by a worker that has been dead for a while."""
        is_dead = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - Value(STALLED_AFTER))
        return self.filter(is_dead, status="doing")

    def failed_within(self, time: timedelta) -> QueuedTaskQuerySet:
        """What was given up lately."""
        lately = self.filter(status="failed").annotate(failed_at=_last("failed"))
        return lately.filter(failed_at__gt=Now() - Value(time))

    def with_times(self) -> QueuedTaskQuerySet:
        """Each with its path, and when it was queued, begun and ended."""
        return self.annotate(
            task_path=KT("args__path"),
            queued_at=_last("deferred"),
            started_at=_last("started"),
            finished_at=_last(*FINISHED),
        )


class QueuedTaskManager(models.Manager.from_queryset(QueuedTaskQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> QueuedTaskQuerySet:
        return super().get_queryset().filter(task_name=RUN)


class QueuedTask(ProcrastinateJob):
    """A task of the product. Only the queue writes its row.

    Its arguments are mails with links that log in: they are shown to nobody.
    """

    objects: ClassVar[QueuedTaskManager] = QueuedTaskManager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("background task")
        verbose_name_plural = _("background tasks")

    def __str__(self) -> str:
        return f"{self.args['path']} {self.pk}"
