"""What staff see of background tasks: that they ran. Their arguments are mails with links that log
in, and text messages: they are shown to nobody, as procrastinate's own admin would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.admin import models

from foundation.admin import StaffModelAdmin, ViewOnly
from operations.models import QueuedTask

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.unregister(models.ProcrastinateJob)


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return list(QueuedTask._meta.get_field("status").flatchoices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        # The column's type knows no other value.
        return queryset.filter(status=self.value()) if self.value() in self.known() else queryset

    def known(self) -> set[str]:
        return {value for value, _label in self.lookup_choices}


@admin.register(QueuedTask)
class TaskAdmin(ViewOnly, StaffModelAdmin):
    """The queue; what went wrong is in the logs."""

    fields = (
        *("id", "path", "queue_name", "priority", "status", "attempts", "scheduled_at"),
        *("queued_at", "started_at", "finished_at"),
    )
    list_display = ("path", "status", "attempts", "queued_at", "started_at", "finished_at")
    list_filter = (StatusFilter,)
    search_fields = ("=id", "args__path__istartswith")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_times()

    @admin.display(description=_("task"))
    def path(self, task: QueuedTask) -> str:
        return task.task_path

    @admin.display(description=_("queued at"))
    def queued_at(self, task: QueuedTask) -> datetime | None:
        return task.queued_at

    @admin.display(description=_("started at"))
    def started_at(self, task: QueuedTask) -> datetime | None:
        return task.started_at

    @admin.display(description=_("finished at"))
    def finished_at(self, task: QueuedTask) -> datetime | None:
        return task.finished_at
