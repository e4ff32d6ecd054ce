"""Photos and files of projects: which there are. What they show, moderators see in a case."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import StaffModelAdmin, ViewOnly
from projects.models import ProjectFile


@admin.register(ProjectFile)
class ProjectFileAdmin(ViewOnly, StaffModelAdmin):
    """What clients show of what is to be done."""

    list_display = ("name", "project", "kind", "size", "moderation", "created_at")
    list_filter = ("kind", "moderation", "created_at")
    list_select_related = ("project",)
    search_fields = ("project__client__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)
    fields = ("project", "name", "kind", "size", "width", "height", "moderation", "created_at")
