"""Whose second factor is set up since when, and requests to remove one. Of what it is made, nothing
is shown to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as static
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp import admin as totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.authentication import current_session_id
from accounts.email_addresses import NoEmailAddress, normalize
from accounts.errors import RemovalWaits
from accounts.models import FactorRemoval
from accounts.services.second_factor import remove
from accounts.services.second_factor.removal import request_removal, withdraw
from foundation.admin import ManagedByActions, StaffModelAdmin

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.forms import ModelForm
    from django.http import HttpRequest

# django-otp's own, which register themselves when they are loaded, show keys, QR codes and
# recovery codes.
admin.site.unregister([totp.TOTPDevice, static.StaticDevice])


@admin.register(TOTPDevice)
class SecondFactorAdmin(ManagedByActions, StaffModelAdmin):
    """A row for each account with an authenticator app."""

    fields = ("user", "name", "created_at", "last_used_at", "recovery_codes_left")
    list_display = ("user", "created_at", "last_used_at", "recovery_codes_left")
    list_filter = ("created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith", "user__email__istartswith")
    ordering = ("-id",)
    actions = ("remove",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TOTPDevice]:
        codes = StaticToken.objects.filter(device__user=OuterRef("user")).order_by()
        number = codes.values("device__user").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).defer("key").annotate(codes_left=Subquery(number))

    @admin.display(description=_("recovery codes left"))
    def recovery_codes_left(self, device: Any) -> int:
        return device.codes_left or 0

    def has_reset_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    @admin.action(
        description=_("Remove second factor of staff: all sessions end"), permissions=["reset"]
    )
    def remove(self, request: HttpRequest, queryset: QuerySet[TOTPDevice]) -> None:
        """Of colleagues, who are known. A member's is removed by a `FactorRemoval`."""

        def remove_and_log(device: TOTPDevice) -> None:
            if not device.user.is_staff:
                raise RemovalWaits
            remove(user=device.user, by=request.user, session_id=current_session_id(request))
            self.log_change(request, device.user, "Removed the second factor.")

        self.run(request, queryset.select_related("user"), remove_and_log)


class RemovalForm(forms.ModelForm):
    """Who asks for it, why, and which address it gets."""

    class Meta:
        model = FactorRemoval
        fields = ("user", "reason", "new_email")

    def clean_new_email(self) -> str:
        """In the one form in which an address is stored and compared."""
        try:
            return normalize(self.cleaned_data["new_email"])
        except NoEmailAddress as error:
            raise forms.ValidationError(error.detail, code=error.code) from error


@admin.register(FactorRemoval)
class FactorRemovalAdmin(ManagedByActions, StaffModelAdmin):
    """Requests to remove a second factor that was lost. Adding one tells its owner at once."""

    form = RemovalForm
    fields = (
        *("user", "reason", "new_email"),
        *("requested_by", "requested_at", "due_at", "outcome", "ended_at"),
    )
    readonly_fields = ("requested_by", "requested_at", "due_at", "outcome", "ended_at")
    autocomplete_fields = ("user",)
    list_display = ("user", "requested_by", "requested_at", "due_at", "outcome", "ended_at")
    list_filter = ("outcome", "requested_at")
    list_select_related = ("user", "requested_by")
    search_fields = ("user__username__istartswith", "user__email__istartswith")
    ordering = ("-id",)
    actions = ("withdraw",)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("accounts.add_factorremoval")

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """What becomes of a request is shown once there is one."""
        return self.fields if obj else ("user", "reason", "new_email")

    def save_model(
        self, request: HttpRequest, obj: FactorRemoval, form: ModelForm, change: bool
    ) -> None:
        made = request_removal(
            user=obj.user,
            by=request.user,
            reason=obj.reason,
            new_email=obj.new_email,
            session_id=current_session_id(request),
        )
        obj.pk = made.pk
        obj.refresh_from_db()
        asked = "a new way in" if obj.new_email else "the removal of the second factor"
        self.log_change(request, obj.user, f"Asked for {asked}.")

    @admin.action(description=_("Withdraw: the second factor stays"), permissions=["manage"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[FactorRemoval]) -> None:
        by = {"by": request.user, "session_id": current_session_id(request)}
        self.run(
            request,
            queryset.select_related("user"),
            lambda removal: withdraw(removal=removal, **by),
        )
