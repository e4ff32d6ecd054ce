"""Agreements: between whom, and when; their words are the two parties'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from foundation.admin import AutocompleteFilter, RefusesStaleEdits, StaffModelAdmin, ViewOnly
from projects.models import Agreement, AgreementStep, AgreementVersion

if TYPE_CHECKING:
    from django.http import HttpRequest


class VersionInline(ViewOnly, admin.TabularInline):
    """Without what the two wrote for each other: staff read that where one of them reports it."""

    model = AgreementVersion
    fields = (
        *("number", "title", "price", "price_is_hourly", "currency", "project_version"),
        *("accepted_at", "accepted_by"),
    )
    readonly_fields = ("accepted_at",)


class StepInline(ViewOnly, admin.TabularInline):
    """Without their titles, which are words of the two as well."""

    fields = ("number", "amount", "currency", "due_on", "status", "payment_reference")
    model = AgreementStep


@admin.register(AgreementStep)
class AgreementStepAdmin(RefusesStaleEdits, StaffModelAdmin):
    """The steps of agreed work. Administrators note what the platform calls its payment."""

    list_display = ("agreement", "number", "amount", "currency", "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = ("agreement",)
    search_fields = ("=agreement__id", "=payment_reference")
    fields = (
        *("agreement", "number", "amount", "currency", "due_on", "status"),
        *("delivered_at", "accepted_at", "payment_reference"),
    )
    readonly_fields = fields[:-1]
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    inlines = (VersionInline, StepInline)
