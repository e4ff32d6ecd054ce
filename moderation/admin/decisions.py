"""Decisions, as they stand: nobody changes or deletes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from moderation.models import Decision

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


@admin.register(Decision)
class DecisionAdmin(ViewOnly, StaffModelAdmin):
    """What was decided, on what, why and by whom. Restoring is on the case's page."""

    list_display = (
        *("action", "case_title", "subject", "ground", "made_by", "made_at", "ends_at"),
        *("in_force", "overrides_another"),
    )
    list_filter = ("action", ("ground", AutocompleteFilter), "made_at")
    list_select_related = ("case", "subject", "ground", "made_by", "restriction", "overridden_by")
    search_fields = (
        *("subject__username__istartswith", "made_by__username__istartswith", "=target_id"),
    )
    search_help_text = _("The beginning of a username, or an object's id")
    ordering = ("-id",)
    fields = (
        *("case_link", "subject", "action", "ground", "ground_text", "facts", "ends_at"),
        *("made_by", "made_at", "overrides"),
    )
    readonly_fields = ("case_link",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        """Each with what says whether it is in force."""
        found: Any = super().get_queryset(request)
        return found.with_ruling()  # type: ignore[no-any-return]

    @admin.display(description=_("case"))
    def case_title(self, decision: Decision) -> str:
        return str(decision.case)

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, decision: Decision) -> bool:
        return decision.is_in_force

    @admin.display(description=_("overrides"), boolean=True)
    def overrides_another(self, decision: Decision) -> bool:
        return decision.overrides_id is not None

    @admin.display(description=_("case"))
    def case_link(self, decision: Decision) -> SafeString:
        url = reverse("admin:moderation_case_change", args=[decision.case_id])
        return format_html('<a href="{}">{}</a>', url, decision.case)
