"""What is shown of proposals and invitations, to their two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from projects.models import ProposalStatus
from projects.serializers.projects import PERSON, PersonSerializer, money

if TYPE_CHECKING:
    from projects.models import Invitation, Project, Proposal


class OfProjectSerializer(serializers.Serializer["Project"]):
    id = serializers.UUIDField()
    title = serializers.CharField()

    def to_representation(self, project: Project) -> dict[str, Any]:
        return {"id": project.pk, "title": project.title}


OF_PROJECT = OfProjectSerializer()


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

    def to_representation(self, proposal: Proposal) -> dict[str, Any]:
        return {
            "id": proposal.pk,
            "project": OF_PROJECT.to_representation(proposal.project),
            "freelancer": PERSON.to_representation(proposal.freelancer),
            "cover_note": proposal.cover_note,
            "rate": money(proposal.rate),
            "currency": proposal.currency,
            "status": proposal.status,
            "created_at": proposal.created_at,
            "decided_at": proposal.decided_at,
        }


class InvitationSerializer(serializers.Serializer["Invitation"]):
    """An invitation, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    message = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, invitation: Invitation) -> dict[str, Any]:
        return {
            "id": invitation.pk,
            "project": OF_PROJECT.to_representation(invitation.project),
            "freelancer": PERSON.to_representation(invitation.freelancer),
            "message": invitation.message,
            "answered_at": invitation.answered_at,
            "created_at": invitation.created_at,
        }
