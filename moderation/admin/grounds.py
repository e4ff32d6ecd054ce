"""The catalogue of grounds, that staff maintain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from foundation.admin import RefusesStaleEdits, StaffModelAdmin
from moderation.models import PolicyGround

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


@admin.register(PolicyGround)
class PolicyGroundAdmin(RefusesStaleEdits, StaffModelAdmin):
    """What is not allowed. A ground that a decision rests on is switched off, not deleted: what it
    said at that time stays with the decision.
    """

    list_display = ("title", "code", "basis", "reference", "usual_days", "is_active")
    list_filter = ("basis", "is_active")
    search_fields = ("title", "code", "text")
    ordering = ("code",)
    prepopulated_fields = {"code": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
