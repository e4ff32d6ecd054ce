"""What is shown of proposals and invitations, to their two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.money import written
from projects.hints import hints_field, hints_of
from projects.models import InvitationStatus, ProposalStatus
from projects.serializers.projects import PERSON, PersonSerializer
from projects.serializers.steps import AgreedStepSerializer

if TYPE_CHECKING:
    from datetime import date

    from projects.models import Invitation, Project, Proposal


class OfProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    version = serializers.IntegerField(help_text="Of its terms: each change makes another.")
    is_visible = serializers.BooleanField(
        help_text="Whether the caller can open it: a closed project is its parties' alone."
    )


def of_project(project: Project, *, is_visible: bool) -> dict[str, Any]:
    """What everything that belongs to a project says of it."""
    return {
        "id": project.pk,
        "title": project.shown_title,
        "version": project.version,
        "is_visible": is_visible,
    }


def _freelancer(offer: Proposal | Invitation) -> dict[str, Any]:
    return PERSON.to_representation(offer.freelancer_seen)


def _paused_until(invitation: Invitation) -> date | None:
    """Said to its two sides of a freelancer whose page the reader may open."""
    profile = getattr(invitation.freelancer, "profile", None)
    details = profile and profile.freelancer_details
    is_shown = details and details.is_paused and invitation.freelancer_has_page
    return details.paused_until if is_shown else None


def _hints(offer: Proposal | Invitation, text: str) -> list[str]:
    return hints_of(text, status=offer.project.status, country=offer.project.country)


def _terms(offer: Proposal | Invitation) -> dict[str, Any]:
    return {
        "rate": written(offer.rate, offer.currency),
        "rate_is_hourly": offer.rate_is_hourly,
        "currency": offer.currency,
        "steps": offer.steps,
        "starts_on": offer.starts_on,
        "included": offer.included,
    }


class ProposalSerializer(serializers.Serializer["Proposal"]):
    """An offer, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    cover_note = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    rate_is_hourly = serializers.BooleanField(help_text="Else the rate is for the whole.")
    currency = serializers.CharField()
    steps = AgreedStepSerializer(many=True)
    starts_on = serializers.DateField(allow_null=True)
    included = serializers.CharField(help_text="What the price includes.")
    project_version = serializers.IntegerField(help_text="Which version of the project it answers.")
    is_outdated = serializers.BooleanField(
        help_text="The project changed since: it can be accepted once its freelancer confirms it."
    )
    status = serializers.ChoiceField(ProposalStatus.choices)
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    hints = hints_field()

    def to_representation(self, proposal: Proposal) -> dict[str, Any]:
        return {
            "id": proposal.pk,
            "project": of_project(proposal.project, is_visible=proposal.project_is_visible),
            "freelancer": _freelancer(proposal),
            "cover_note": proposal.cover_note,
            **_terms(proposal),
            "project_version": proposal.project_version,
            "is_outdated": proposal.is_outdated,
            "status": proposal.status,
            "created_at": proposal.created_at,
            "decided_at": proposal.decided_at,
            "hints": _hints(proposal, f"{proposal.cover_note}\n{proposal.included}"),
        }


class InvitationSerializer(serializers.Serializer["Invitation"]):
    """An invitation, as its two sides see it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    freelancer = PersonSerializer()
    message = serializers.CharField()
    is_offer = serializers.BooleanField(
        help_text="An offer by these terms: `me/invitations/{id}/accept` makes the agreement."
    )
    rate = serializers.CharField(allow_null=True)
    rate_is_hourly = serializers.BooleanField(help_text="Else the rate is for the whole.")
    currency = serializers.CharField()
    steps = AgreedStepSerializer(many=True)
    starts_on = serializers.DateField(allow_null=True)
    included = serializers.CharField(help_text="What the price includes.")
    status = serializers.ChoiceField(
        InvitationStatus.choices,
        help_text="What came of it. `expired`: the project was no longer open when nobody had "
        "answered.",
    )
    answered_at = serializers.DateTimeField(allow_null=True)
    freelancer_paused_until = serializers.DateField(
        allow_null=True, help_text="The freelancer is away, and back on this day."
    )
    created_at = serializers.DateTimeField()
    hints = hints_field()

    def to_representation(self, invitation: Invitation) -> dict[str, Any]:
        return {
            "id": invitation.pk,
            "project": of_project(invitation.project, is_visible=invitation.project_is_visible),
            "freelancer": _freelancer(invitation),
            "message": invitation.message,
            "is_offer": invitation.is_offer,
            **_terms(invitation),
            "status": invitation.status,
            "answered_at": invitation.answered_at,
            "freelancer_paused_until": _paused_until(invitation),
            "created_at": invitation.created_at,
            "hints": _hints(invitation, f"{invitation.message}\n{invitation.included}"),
        }
