"""What staff see of log-ins on devices, and how they end them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.users import FindsPeople
from accounts.authentication import current_session_id
from accounts.models import Session
from accounts.services.sessions import end_sessions_by_staff
from foundation.admin import AutocompleteFilter, ManagedByActions

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class LiveFilter(admin.SimpleListFilter):
    """Sessions that still count, by the database's clock."""

    title = _("live")
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Session]) -> QuerySet[Session]:
        live = Session.objects.live().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=live)
        if self.value() == "no":
            return queryset.exclude(pk__in=live)
        return queryset


@admin.register(Session)
class SessionAdmin(ManagedByActions, FindsPeople):
    """Log-ins on devices. Nothing of a token is stored, so none can be shown."""

    list_display = (
        "user",
        "user_agent",
        "ip_address",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
        "revoked_reason",
    )
    list_filter = (LiveFilter, "revoked_reason", "created_at", ("user", AutocompleteFilter))
    list_select_related = ("user",)
    search_fields = (
        "user__username__istartswith",
        "user__email__istartswith",
        "=user__phone_number",
        "=ip_address",
    )
    ordering = ("-id",)
    actions = ("end_sessions",)
    fields = (*list_display, "code_verified_at")

    @admin.action(description=_("End these sessions"), permissions=["manage"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        by = {"by": request.user, "session_id": current_session_id(request)}

        def end_and_log(session: Session) -> None:
            end_sessions_by_staff(user=session.user, ending=session.pk, **by)
            self.log_change(request, session.user, f"Ended the session {session}.")

        self.run(request, queryset.select_related("user"), end_and_log)
