"""Agreements, with every version."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from projects.models import Agreement, AgreementVersion


class VersionInline(ViewOnly, admin.StackedInline):
    model = AgreementVersion
    readonly_fields = ("accepted_at",)


@admin.register(Agreement)
class AgreementAdmin(ViewOnly, StaffModelAdmin):
    """What clients and freelancers agreed on, word by word."""

    list_display = ("project", "client", "freelancer", "created_at", "undone_at")
    list_filter = (
        *("created_at", "undone_at"),
        *(("client", AutocompleteFilter), ("freelancer", AutocompleteFilter)),
    )
    list_select_related = ("project", "client", "freelancer")
    search_fields = (
        *("client__username__istartswith", "freelancer__username__istartswith"),
        *("project__title__istartswith", "=id"),
    )
    ordering = ("-id",)
    inlines = (VersionInline,)
