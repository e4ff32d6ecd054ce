"""What staff see of background tasks: that they ran. Their arguments are mails with links that log
in, and text messages: they are shown to nobody, as django-tasks-db's own admin would.
"""

from __future__ import annotations

from django.contrib import admin
from django_tasks_db.admin import DBTaskResult

from foundation.admin import StaffModelAdmin, ViewOnly

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ViewOnly, StaffModelAdmin):
    """The queue; what went wrong is in the logs."""

    fields = ("id", "task_path", "queue_name", "priority", "status", "enqueued_at", "started_at")
    fields = (*fields, "finished_at", "exception_class_path")
    list_display = ("task_path", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status", "queue_name", "enqueued_at")
    search_fields = ("=id", "task_path__istartswith")
    ordering = ("-enqueued_at",)
