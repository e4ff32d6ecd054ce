"""E-mail domains and ranges of addresses from which nobody registers: blocked and lifted here, with
a reason and an end. Who changed what is in the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import BlockedDomain, BlockedNetwork
from accounts.models.blocked_origin import domain_of, is_wide, network_from
from foundation.admin import RefusesStaleEdits, ShowsRowHistory, StaffModelAdmin, VersionedForm

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest


class BlockForm(VersionedForm):
    """What both forms ask: a wide block has to be confirmed, and an end is to come."""

    is_confirmed = forms.BooleanField(
        required=False,
        label=_("Block it although it is wide"),
        help_text=_("Needed for a range that many people share, and for a domain without a dot."),
    )

    def clean_ends_at(self) -> datetime | None:
        ends_at: datetime | None = self.cleaned_data["ends_at"]
        if ends_at and "ends_at" in self.changed_data and ends_at <= now():
            raise ValidationError(_("Give a time that is to come."))
        return ends_at

    def require_confirmation(self, *, is_wide: bool) -> None:
        if is_wide and not self.data.get(self.add_prefix("is_confirmed")):
            raise ValidationError(_("Many people share this: tick the box below to block it."))


class BlockedDomainForm(BlockForm):
    def clean_domain(self) -> str:
        domain = domain_of(self.cleaned_data["domain"])
        self.require_confirmation(is_wide="." not in domain)
        return domain


class BlockedNetworkForm(BlockForm):
    network = forms.CharField(
        max_length=49, label=_("Range"), help_text=_("Such as 203.0.113.0/24, or 2001:db8::/32.")
    )

    def clean_network(self) -> str:
        network = network_from(self.cleaned_data["network"])
        self.require_confirmation(is_wide=is_wide(network))
        return network


class BlockedOriginAdmin(RefusesStaleEdits, ShowsRowHistory, StaffModelAdmin):
    """Who blocked it is noted, and what is changed or lifted stays in the history."""

    list_filter = ("made_at",)
    list_select_related = ("made_by",)
    ordering = ("-id",)
    readonly_fields = ("made_by", "made_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, block: Any) -> bool:
        return block.ends_at is None or block.ends_at > now()


@admin.register(BlockedDomain)
class BlockedDomainAdmin(BlockedOriginAdmin):
    """E-mail domains with which nobody registers, those below them included."""

    form = BlockedDomainForm
    fields = ("domain", "is_confirmed", "reason", "ends_at", "made_by", "made_at")
    list_display = ("domain", "reason", "ends_at", "in_force", "made_by", "made_at")
    search_fields = ("domain__istartswith",)
    search_help_text = _("The beginning of a domain")


@admin.register(BlockedNetwork)
class BlockedNetworkAdmin(BlockedOriginAdmin):
    """Ranges from which nobody registers, and nobody posts who is new here."""

    form = BlockedNetworkForm
    fields = ("network", "is_confirmed", "reason", "ends_at", "made_by", "made_at")
    list_display = ("network", "reason", "ends_at", "in_force", "made_by", "made_at")
    search_fields = ("network",)
    search_help_text = _("An address: the ranges that it is in")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """The ranges that an address is in."""
        if not search_term.strip():
            return queryset, False
        try:
            network = network_from(search_term)
        except ValidationError:
            return queryset.none(), False
        return queryset.filter(network__has_address=network), False
