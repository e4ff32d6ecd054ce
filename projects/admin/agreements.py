"""Agreements: between whom, and when; their words are the two parties'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import AutocompleteFilter, RefusesStaleEdits, StaffModelAdmin, ViewOnly
from projects.admin.amounts import amount_of, link_of
from projects.models import Agreement, AgreementStep, AgreementVersion

if TYPE_CHECKING:
    from django.http import HttpRequest

PRICE, AMOUNT = amount_of("price", _("price")), amount_of("amount", _("amount"))


class VersionInline(ViewOnly, admin.TabularInline):
    """Without what the two wrote for each other: staff read that where one of them reports it."""

    model = AgreementVersion
    fields = (
        *("number", "title", PRICE, "price_is_hourly", "project_version"),
        *("accepted_at", "accepted_by"),
    )
    readonly_fields = (PRICE, "accepted_at")


class StepInline(ViewOnly, admin.TabularInline):
    """Without their titles, which are words of the two as well."""

    fields = ("number", AMOUNT, "due_on", "status", "payment_reference")
    readonly_fields = (AMOUNT,)
    model = AgreementStep


@admin.register(AgreementStep)
class AgreementStepAdmin(RefusesStaleEdits, StaffModelAdmin):
    """The steps of agreed work. Administrators note what the platform calls its payment."""

    list_display = ("__str__", link_of("agreement", _("agreement")), AMOUNT, "due_on", "status")
    list_filter = ("status", "due_on")
    list_select_related = (*("agreement__project", "agreement__client", "agreement__freelancer"),)
    search_fields = ("=agreement__id", "=payment_reference")
    fields = (
        *("agreement", "number", AMOUNT, "due_on", "status"),
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
