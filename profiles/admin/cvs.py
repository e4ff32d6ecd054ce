"""CVs: that there are some, and nothing that they say."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import (
    StaffModelAdmin,
    ViewOnly,
)
from profiles.models import (
    CurriculumVitae,
)


@admin.register(CurriculumVitae)
class CvAdmin(ViewOnly, StaffModelAdmin):
    """That there are CVs, and why one was refused. What they say is their owners' alone."""

    fields = ("profile", "format", "size", "state", "refusal", "uploaded_at", "read_at")
    list_display = fields
    list_filter = ("state", "format", "refusal")
    list_select_related = ("profile__user",)
    search_fields = ("profile__user__username__istartswith",)
    ordering = ("-id",)
