"""What staff see of users, addresses and sessions, and what they may do: by the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from accounts.models import Address, RevokedReason, Session, User
from accounts.services.sessions import end_all_sessions, end_session
from accounts.services.status import grant_administrator

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest


class ViewOnly:
    """Mixed into the admin of rows that only the services write."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ManagedByActions(ViewOnly):
    """Adds to ViewOnly: actions for staff with the model's change permission."""

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """What `permissions=["manage"]` of an action asks."""
        meta = self.model._meta  # type: ignore[attr-defined]
        return request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")

    def run(
        self, request: HttpRequest, queryset: QuerySet[Any], event: Callable[[Any], object]
    ) -> None:
        """Do `event` for each row; say how many succeeded, and why each other did not."""
        done = 0
        for row in queryset:
            try:
                event(row)
                done += 1
            except DomainError as error:
                messages.error(request, f"{row}: {error}")
        messages.success(request, _("Done for %(done)d.") % {"done": done})


class AddressInline(ViewOnly, admin.StackedInline):
    model = Address


@admin.register(User)
class UserAdmin(ManagedByActions, admin.ModelAdmin):
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
    show_full_result_count = False
    list_per_page = 50
    actions = ("end_sessions", "make_administrators")
    inlines = (AddressInline,)
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "role", "status")}),
        (
            _("Contact"),
            {"fields": ("email", "email_verified_at", "phone_number", "phone_verified_at")},
        ),
        (_("Permissions"), {"fields": ("is_superuser", "groups")}),
        (_("Times"), {"fields": ("created_at", "updated_at", "last_login", "erased_at")}),
    )

    @admin.display(boolean=True)
    def verified(self, user: User) -> bool:
        return user.is_verified

    def has_grant_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    @admin.action(description=_("Make administrator"), permissions=["grant"])
    def make_administrators(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.run(request, queryset, lambda user: grant_administrator(user=user))

    @admin.action(description=_("End all sessions"), permissions=["manage"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.run(
            request,
            queryset,
            lambda user: end_all_sessions(user=user, reason=RevokedReason.STAFF),
        )


@admin.register(Address)
class AddressAdmin(ViewOnly, admin.ModelAdmin):
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
    show_full_result_count = False


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
class SessionAdmin(ManagedByActions, admin.ModelAdmin):
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
    list_filter = (LiveFilter, "revoked_reason", "created_at")
    list_select_related = ("user",)
    search_fields = (
        "user__username__istartswith",
        "user__email__istartswith",
        "=user__phone_number",
        "=ip_address",
    )
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("end_sessions",)
    fields = (*list_display, "code_verified_at")

    @admin.action(description=_("End these sessions"), permissions=["manage"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[Session]) -> None:
        self.run(
            request,
            queryset,
            lambda session: end_session(session_id=session.pk, reason=RevokedReason.STAFF),
        )
