"""The roles of staff: groups of permissions, edited in place of Django's own admin of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from foundation.admin import RefusesStaleEdits, StaffModelAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

admin.site.unregister(Group)


@admin.register(Group)
class StaffGroupAdmin(RefusesStaleEdits, GroupAdmin, StaffModelAdmin):
    """Who may do what. Few rows: counting them all is cheap."""

    list_display = ("name", "members", "permission_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        counts = {
            "member_count": Count("user", distinct=True),
            "permission_number": Count("permissions", distinct=True),
        }
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, group: Any) -> int:
        return group.member_count

    @admin.display(description=_("permissions"), ordering="permission_number")
    def permission_count(self, group: Any) -> int:
        return group.permission_number
