"""Proposals and invitations."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from projects.admin.amounts import amount_of
from projects.models import Invitation, Proposal

RATE = amount_of("rate", _("rate"))


@admin.register(Proposal)
class ProposalAdmin(ViewOnly, StaffModelAdmin):
    """Proposals, whatever became of them, without their words: staff read those in a case."""

    list_display = ("project", "freelancer", RATE, "status", "created_at")
    list_filter = ("status", "created_at", ("freelancer", AutocompleteFilter))
    list_select_related = ("project", "freelancer")
    search_fields = ("freelancer__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)
    exclude = ("rate", "cover_note", "included", "steps")
    readonly_fields = (RATE,)


@admin.register(Invitation)
class InvitationAdmin(ViewOnly, StaffModelAdmin):
    """Invitations, and whether they were answered, without their words."""

    list_display = ("project", "freelancer", "answered_at", "created_at")
    list_filter = ("answered_at", "created_at", ("freelancer", AutocompleteFilter))
    list_select_related = ("project", "freelancer")
    search_fields = ("freelancer__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)
    exclude = ("rate", "message", "included", "steps")
    readonly_fields = (RATE,)
