"""Reports, one by one; moderators see them side by side on the page of their case."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import StaffModelAdmin, ViewOnly
from moderation.models import Report


@admin.register(Report)
class ReportAdmin(ViewOnly, StaffModelAdmin):
    """What was reported, by whom."""

    list_display = ("case", "reason", "reporter", "email", "outcome", "created_at")
    list_filter = ("reason", "outcome", "created_at")
    list_select_related = ("case", "reporter")
    search_fields = ("reporter__username__istartswith", "email__istartswith", "=case__object_id")
    search_help_text = _("The beginning of a username or e-mail address, or an object's id")
    ordering = ("-id",)
