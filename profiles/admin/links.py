"""Links, and whether they link back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import (
    ManagedByActions,
    StaffModelAdmin,
)
from profiles.models import (
    Link,
)
from profiles.services.links import verify_link

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
from profiles.admin.profiles import HTTPS


@admin.register(Link)
class LinkAdmin(ManagedByActions, StaffModelAdmin):
    """Links, and whether they were found to link back."""

    formfield_overrides = HTTPS

    list_display = ("url", "profile", "kind", "verified_at", "checked_at", "problem")
    list_filter = ("kind", "verified_at")
    list_select_related = ("profile__user",)
    search_fields = ("url__istartswith", "profile__user__username__istartswith")
    ordering = ("-id",)
    actions = ("verify",)

    @admin.action(description=_("Check now whether they link back"), permissions=["manage"])
    def verify(self, request: HttpRequest, queryset: QuerySet[Link]) -> None:
        verified = sum(verify_link(link=link) for link in queryset)
        self.message_user(request, _("%(number)d are verified.") % {"number": verified})
