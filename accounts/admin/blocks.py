"""Who blocked whom: to understand a case. Nothing is changed here, and nobody is told."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Block
from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly


@admin.register(Block)
class BlockAdmin(ViewOnly, StaffModelAdmin):
    """A row for each block there is; one that was taken back leaves none."""

    list_display = ("blocker", "blocked", "created_at")
    list_filter = (
        "created_at",
        ("blocker", AutocompleteFilter),
        ("blocked", AutocompleteFilter),
    )
    list_select_related = ("blocker", "blocked")
    search_fields = ("blocker__username__istartswith", "blocked__username__istartswith")
    search_help_text = _("The beginning of a username")
    ordering = ("-id",)
    fields = list_display
