"""Agreements: between whom, and when; their words are the two parties'."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from projects.models import Agreement, AgreementVersion


class VersionInline(ViewOnly, admin.TabularInline):
    """Without what the two wrote for each other: staff read that where one of them reports it."""

    model = AgreementVersion
    fields = (
        *("number", "title", "price", "price_is_hourly", "currency", "project_version"),
        *("accepted_at", "accepted_by"),
    )
    readonly_fields = ("accepted_at",)


@admin.register(Agreement)
class AgreementAdmin(ViewOnly, StaffModelAdmin):
    """What clients and freelancers agreed on."""

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
    readonly_fields = ("created_at",)
    inlines = (VersionInline,)
