"""What is shown of proposals and invitations, to their two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from projects.hints import hints_field, hints_of
from projects.models import InvitationStatus, ProposalStatus
from projects.serializers.projects import PERSON, PersonSerializer, money

if TYPE_CHECKING:
    from projects.models import Invitation, Proposal


class OfProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    is_visible = serializers.BooleanField(
        help_text="Whether the caller can open it: a closed project is its parties' alone."
    )


def _of_project(offer: Proposal | Invitation) -> dict[str, Any]:
    project = offer.project
    return {"id": project.pk, "title": project.shown_title, "is_visible": offer.project_is_visible}


def _freelancer(offer: Proposal | Invitation) -> dict[str, Any]:
    return PERSON.to_representation(offer.freelancer_seen)


def _hints(offer: Proposal | Invitation, text: str) -> list[str]:
    return hints_of(text, status=offer.project.status, country=offer.project.country)


class ProposalSerializer(serializers.Serializer["Proposal"]):
    """An offer, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    cover_note = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    status = serializers.ChoiceField(ProposalStatus.choices)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    hints = hints_field()

    def to_representation(self, proposal: Proposal) -> dict[str, Any]:
        return {
            "id": proposal.pk,
            "project": _of_project(proposal),
            "freelancer": _freelancer(proposal),
            "cover_note": proposal.cover_note,
            "rate": money(proposal.rate),
            "currency": proposal.currency,
            "status": proposal.status,
            "created_at": proposal.created_at,
            "decided_at": proposal.decided_at,
            "hints": _hints(proposal, proposal.cover_note),
        }


class InvitationSerializer(serializers.Serializer["Invitation"]):
    """An invitation, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    message = serializers.CharField()
    status = serializers.ChoiceField(
        InvitationStatus.choices,
        help_text="What came of it. `expired`: the project was no longer open when nobody had "
        "answered.",
    )
    answered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    hints = hints_field()

    def to_representation(self, invitation: Invitation) -> dict[str, Any]:
        return {
            "id": invitation.pk,
            "project": _of_project(invitation),
            "freelancer": _freelancer(invitation),
            "message": invitation.message,
            "status": invitation.status,
            "answered_at": invitation.answered_at,
            "created_at": invitation.created_at,
            "hints": _hints(invitation, invitation.message),
        }
