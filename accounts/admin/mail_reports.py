"""What providers of mail reported. Whose address it is about, a report does not say: the account's
page tells what became of it.
"""

from __future__ import annotations

from django.contrib import admin

from accounts.models import MailReport, MailTally
from foundation.admin import StaffModelAdmin, ViewOnly


@admin.register(MailReport)
class MailReportAdmin(ViewOnly, StaffModelAdmin):
    """A row for each report of the last days."""

    list_display = ("kind", "happened_at", "reported_at")
    list_filter = ("kind", "reported_at")
    ordering = ("-reported_at",)
    fields = list_display


@admin.register(MailTally)
class MailTallyAdmin(ViewOnly, StaffModelAdmin):
    """The numbers of each hour."""

    list_display = ("hour", "sent", "bounced", "complained")
    list_filter = ("hour",)
    ordering = ("-hour",)
    fields = list_display
