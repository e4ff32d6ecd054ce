"""What the lists of appointments take in their query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from appointments.models import AppointmentStatus
from foundation.filters import FieldFilter, FilterSet, OrderingFilter

if TYPE_CHECKING:
    from appointments.models.appointment import AppointmentQuerySet

ORDERS = {
    "latest": ("-happens_at", "-id"),
    "soonest": ("happens_at", "id"),
}


class ProjectAppointmentFilterSet(FilterSet):
    """Which appointments about one project, and in which order."""

    status = FieldFilter(serializers.ChoiceField(AppointmentStatus.choices))
    coming = FieldFilter(
        serializers.BooleanField(
            help_text="Those that are still to come or to be agreed on, or all others."
        ),
        method="of_coming",
    )
    ordering = OrderingFilter(ORDERS, default="latest")

    def of_coming(
        self, queryset: AppointmentQuerySet, name: str, wanted: bool
    ) -> AppointmentQuerySet:
        coming = queryset.coming()
        return coming if wanted else queryset.exclude(pk__in=coming.values("pk"))


class AppointmentFilterSet(ProjectAppointmentFilterSet):
    """Which of the own appointments."""

    project = FieldFilter(serializers.UUIDField(help_text="Those about this project."))
