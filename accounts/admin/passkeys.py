"""Who can log in by which passkey. Of the keys themselves, nothing is shown to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils.translation import gettext_lazy as _

from accounts.authentication import current_session_id
from accounts.models import Passkey
from accounts.services.passkeys import remove_passkey_by_staff
from foundation.admin import AutocompleteFilter, ManagedByActions, ShowsRowHistory, StaffModelAdmin
from foundation.forms.fields import WrittenCharField

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class ReasonForm(ActionForm):
    reason = WrittenCharField(required=False, max_length=200, label=_("Reason"))


@admin.register(Passkey)
class PasskeyAdmin(ShowsRowHistory, ManagedByActions, StaffModelAdmin):
    """A row for each passkey, with the name that its owner gave it."""

    list_display = ("name", "user", "is_synced", "is_backed_up", "created_at", "last_used_at")
    list_filter = ("is_synced", "created_at", "last_used_at", ("user", AutocompleteFilter))
    list_select_related = ("user",)
    search_fields = ("user__username__istartswith", "user__email__istartswith")
    search_help_text = _("The beginning of a username or e-mail address")
    ordering = ("-id",)
    action_form = ReasonForm
    actions = ("remove",)
    fields = (*list_display, "transports", "aaguid")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passkey]:
        return super().get_queryset(request).defer("public_key", "credential_id")

    @admin.action(
        description=_("Remove (give a reason): all sessions of the owner end"),
        permissions=["manage"],
    )
    def remove(self, request: HttpRequest, queryset: QuerySet[Passkey]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("Give a reason: it is logged."))
            return

        def remove_and_log(passkey: Passkey) -> None:
            remove_passkey_by_staff(
                passkey=passkey,
                by=request.user,
                reason=reason,
                session_id=current_session_id(request),
            )
            self.log_change(request, passkey.user, f"Removed the passkey {passkey}: {reason}")

        self.run(request, queryset.select_related("user"), remove_and_log)
