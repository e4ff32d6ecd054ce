"""Proposals and invitations."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import AutocompleteFilter, StaffModelAdmin, ViewOnly
from projects.models import Invitation, Proposal


@admin.register(Proposal)
class ProposalAdmin(ViewOnly, StaffModelAdmin):
    """Proposals, whatever became of them."""

    list_display = ("project", "freelancer", "rate", "currency", "status", "created_at")
    list_filter = ("status", "created_at", ("freelancer", AutocompleteFilter))
    list_select_related = ("project", "freelancer")
    search_fields = ("freelancer__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)


@admin.register(Invitation)
class InvitationAdmin(ViewOnly, StaffModelAdmin):
    """Invitations, and whether they were answered."""

    list_display = ("project", "freelancer", "answered_at", "created_at")
    list_filter = ("answered_at", "created_at", ("freelancer", AutocompleteFilter))
    list_select_related = ("project", "freelancer")
    search_fields = ("freelancer__username__istartswith", "project__title__istartswith")
    ordering = ("-id",)
