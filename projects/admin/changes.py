"""Change requests, and how work ended before it was done."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import StaffModelAdmin, ViewOnly
from projects.admin.amounts import link_of
from projects.models import ChangeRequest, Ending


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ViewOnly, StaffModelAdmin):
    """Change requests, and what came of them. What one of the two wrote to the other is read in the
    case on it, if there is one.
    """

    list_display = (
        *("__str__", "kind", link_of("agreement", _("agreement"))),
        *("requested_by", "status", "created_at"),
    )
    list_filter = ("kind", "status", "created_at")
    list_select_related = (
        *("agreement__project", "agreement__client", "agreement__freelancer", "requested_by"),
    )
    search_fields = ("requested_by__username__istartswith", "=agreement__project__id")
    ordering = ("-id",)
    exclude = ("message", "changes")


@admin.register(Ending)
class EndingAdmin(ViewOnly, StaffModelAdmin):
    """How work ended before it was done, and against whom that counts. Who caused it is decided in
    the case that a report of the other side makes, which shows the reason.
    """

    list_display = ("project", "ended_by", "caused_by", "charged_to")
    list_filter = ("ended_by", "charged_to", "ruling")
    list_select_related = ("project",)
    search_fields = ("project__title__istartswith", "=project__id")
    ordering = ("-project_id",)
