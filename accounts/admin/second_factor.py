"""Whose second factor is set up since when. Of what it is made, nothing is shown to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static import admin as static
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp import admin as totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.services.second_factor import remove
from foundation.admin import ManagedByActions, StaffModelAdmin

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

# django-otp's own, which register themselves when they are loaded, show keys, QR codes and
# recovery codes.
admin.site.unregister([totp.TOTPDevice, static.StaticDevice])


@admin.register(TOTPDevice)
class SecondFactorAdmin(ManagedByActions, StaffModelAdmin):
    """A row for each member of staff with an authenticator app."""

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

    @admin.action(description=_("Remove second factor: all sessions end"), permissions=["reset"])
    def remove(self, request: HttpRequest, queryset: QuerySet[TOTPDevice]) -> None:
        def remove_and_log(device: TOTPDevice) -> None:
            remove(user=device.user, by=request.user)
            self.log_change(request, device.user, "Removed the second factor.")

        self.run(request, queryset.select_related("user"), remove_and_log)
