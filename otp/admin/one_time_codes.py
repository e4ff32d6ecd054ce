"""Codes as events for staff: when, for what, what became of it. Never a code, hash or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from accounts.admin.users import FindsPeople
from foundation.admin import AutocompleteFilter, ManagedByActions
from foundation.forms.fields import WrittenCharField
from otp.models import OneTimeCode
from otp.services.records import lift_limits

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ReasonForm(ActionForm):
    reason = WrittenCharField(required=False, max_length=200, label=_("Reason"))


@admin.register(OneTimeCode)
class OneTimeCodeAdmin(ManagedByActions, FindsPeople):
    """Searched by the whole number or address: it is masked in what is shown."""

    list_display = (
        "recipient",
        "user",
        "purpose",
        "state",
        "attempts",
        "delivery",
        "created_at",
        "delivered_at",
    )
    list_filter = ("purpose", "delivery", "created_at", ("user", AutocompleteFilter))
    list_select_related = ("user",)
    search_fields = (
        *("=phone_number", "=email"),
        *("user__username__istartswith", "user__email__istartswith"),
    )
    search_help_text = _("A whole phone number, or the beginning of a username or e-mail address")
    ordering = ("-id",)
    action_form = ReasonForm
    actions = ("lift_limits",)
    fields = (*list_display, "expires_at", "verified_at", "used_at", "superseded_at")

    @admin.display(description=_("recipient"))
    def recipient(self, code: OneTimeCode) -> str:
        return code.masked_recipient

    @admin.display(description=_("state"))
    def state(self, code: OneTimeCode) -> str:
        return code.state

    @admin.action(
        description=_("Lift the limits of these recipients (give a reason)"), permissions=["manage"]
    )
    def lift_limits(self, request: HttpRequest, queryset: QuerySet[OneTimeCode]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Give a reason: it is logged."))
            return
        rows = {code.recipient: code for code in queryset}
        for recipient, code in rows.items():
            lift_limits(recipient=recipient, by=request.user, reason=reason)
            self.log_change(request, code, f"Lifted the recipient's limits: {reason}")
        messages.success(request, _("Done for %(done)d.") % {"done": len(rows)})
