"""What staff see of users and their addresses, and what they may do: by the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.authentication import current_session_id
from accounts.models import Address, User
from accounts.services.email_verification import release_address
from accounts.services.identity import as_stored
from accounts.services.sessions import end_sessions_by_staff
from foundation.admin import ManagedByActions, ShowsRowHistory, StaffModelAdmin, ViewOnly

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class FindsPeople(StaffModelAdmin):
    """Searched by an identifier as staff type or paste it, found as it is stored."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, as_stored(search_term))


class AddressInline(ViewOnly, admin.StackedInline):
    model = Address


@admin.register(User)
class UserAdmin(ShowsRowHistory, ManagedByActions, FindsPeople):
    """Users. Suspending one is a decision (moderation); a password or its hash is never shown."""

    list_display = (
        "username",
        "full_name",
        "email",
        "phone_number",
        "role",
        "status",
        "verified",
        "created_at",
        "last_login",
    )
    list_filter = ("role", "status", "created_at")
    search_fields = ("username__istartswith", "email__istartswith", "=phone_number")
    search_help_text = _("The beginning of a username or e-mail address, or a whole phone number")
    ordering = ("-id",)
    actions: tuple[str, ...] = ("end_sessions", "release_address")
    inlines = (AddressInline,)
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "role", "status")}),
        (
            _("Contact"),
            {
                "fields": (
                    *("email", "email_verified_at", "email_trouble", "email_trouble_at"),
                    *("phone_number", "phone_verified_at"),
                )
            },
        ),
        (_("Permissions"), {"fields": ("is_superuser", "groups")}),
        (_("Times"), {"fields": ("created_at", "updated_at", "last_login", "erased_at")}),
    )

    @admin.display(boolean=True)
    def verified(self, user: User) -> bool:
        return user.is_verified

    @admin.action(description=_("End all sessions"), permissions=["manage"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = {"by": request.user, "session_id": current_session_id(request)}

        def end_and_log(user: User) -> None:
            end_sessions_by_staff(user=user, **by)
            self.log_change(request, user, "Ended all sessions.")

        self.run(request, queryset, end_and_log)

    @admin.action(
        description=_("Release an unverified address for its holder"),
        permissions=["manage"],
    )
    def release_address(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = {"by": request.user, "session_id": current_session_id(request)}
        self.run(request, queryset, lambda user: release_address(user=user, **by))


@admin.register(Address)
class AddressAdmin(ViewOnly, FindsPeople):
    """Addresses: private, shown to staff only."""

    list_display = ("user", "door_no", "street", "city", "state", "country", "pin_code")
    list_filter = ("country",)
    list_select_related = ("user",)
    search_fields = (
        "user__username__istartswith",
        "user__email__istartswith",
        "=user__phone_number",
        "=pin_code",
    )
