"""Appointments in the admin: that there are some, and how they went. Staff read neither places nor
words, which are between two people, until one of them reports them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from appointments.models import Absence, Appointment
from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Appointment)
class AppointmentAdmin(ViewOnly, StaffModelAdmin):
    """When two people meet."""

    list_display = ("project", "client", "freelancer", "status", "happens_at")
    list_filter = (
        "status",
        "happens_at",
        ("client", AutocompleteFilter),
        ("freelancer", AutocompleteFilter),
    )
    list_select_related = ("project", "client", "freelancer")
    search_fields = ("client__username__istartswith", "freelancer__username__istartswith")
    ordering = ("-id",)


@admin.register(Absence)
class AbsenceAdmin(ViewOnly, StaffModelAdmin):
    """Who did not come, as far as it is on the record: what is not is the business of the two, and
    of whoever decides when one of them reports it.
    """

    list_display = ("appointment", "person", "status", "upheld_by", "claimed_at")
    list_filter = ("status", "claimed_at", ("person", AutocompleteFilter))
    list_select_related = ("appointment", "person")
    search_fields = ("person__username__istartswith",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Absence]:
        return Absence.objects.on_record()
