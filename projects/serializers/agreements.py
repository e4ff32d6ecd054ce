"""What is shown of agreements, to their two parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.money import written
from profiles.showing import Seen
from projects.models import WITH_FREELANCER, ProjectStatus
from projects.serializers.projects import (
    PERSON,
    NeededSkillSerializer,
    PersonSerializer,
    ProjectSerializer,
)
from projects.serializers.steps import AgreedStepSerializer
from projects.transitions import possible_actions

if TYPE_CHECKING:
    from projects.models import Agreement, AgreementVersion

SIDES = ("client", "freelancer")


class AgreementVersionSerializer(serializers.Serializer["AgreementVersion"]):
    """What both sides accepted, as it was then."""

    number = serializers.IntegerField(help_text="From 1; the last one holds.")
    title = serializers.CharField()
    description = serializers.CharField()
    skills = NeededSkillSerializer(many=True)
    price = serializers.CharField(allow_null=True)
    price_is_hourly = serializers.BooleanField(help_text="Else the price is for the whole.")
    currency = serializers.CharField()
    included = serializers.CharField(help_text="What the price includes.")
    steps = AgreedStepSerializer(many=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    country = serializers.CharField(help_text="ISO 3166-1; empty: anywhere.")
    location = serializers.CharField(help_text="Where the work is, in words.")
    client_name = serializers.CharField(
        help_text="What the client was called then; empty for a former member."
    )
    client_organisation = serializers.CharField()
    freelancer_name = serializers.CharField(
        help_text="What the freelancer was called then; empty for a former member."
    )
    project_version = serializers.IntegerField(
        help_text="Which version of the project's text the agreement was made on."
    )
    accepted_at = serializers.DateTimeField()
    accepted_by = serializers.ChoiceField(SIDES, help_text="Which side accepted last.")

    def to_representation(self, version: AgreementVersion) -> dict[str, Any]:
        is_client = version.accepted_by_id == version.agreement.client_id
        return {
            "number": version.number,
            "title": version.shown_title,
            "description": version.description,
            "skills": version.skills,
            "price": written(version.price, version.currency),
            "price_is_hourly": version.price_is_hourly,
            "currency": version.currency,
            "included": version.included,
            "steps": version.steps,
            "starts_on": version.starts_on,
            "ends_on": version.ends_on,
            "country": version.country,
            "location": version.location,
            "client_name": version.client_name,
            "client_organisation": version.client_organisation,
            "freelancer_name": version.freelancer_name,
            "project_version": version.project_version,
            "accepted_at": version.accepted_at,
            "accepted_by": SIDES[not is_client],
        }


VERSION = AgreementVersionSerializer()


class OfferedStepSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    amount = serializers.CharField(allow_null=True)


class OfferAgainSerializer(serializers.Serializer[Any]):
    """What can be sent to `projects/{id}/offer` to offer it by the same terms."""

    username = serializers.CharField()
    rate = serializers.CharField(allow_null=True)
    rate_is_hourly = serializers.BooleanField()
    currency = serializers.CharField()
    included = serializers.CharField()
    steps = OfferedStepSerializer(many=True, help_text="Without the days, which are over.")


class HiredAgainSerializer(serializers.Serializer[Any]):
    """A private draft that says what was agreed last, and the offer that can be made of it."""

    project = ProjectSerializer()
    offer = OfferAgainSerializer()


# What can be done about agreed work.
ACTIONS = ("complete", "deliver", "end_early", "reject_delivery")
STATUSES = (*WITH_FREELANCER, ProjectStatus.CANCELLED)
_UNDONE: dict[str, Any] = {
    "status": ProjectStatus.CANCELLED,
    **dict.fromkeys(("started_at", "delivered_at", "completes_at", "closed_at")),
    "actions": [],
}


class AgreementSerializer(serializers.Serializer["Agreement"]):
    """What a client and a freelancer agreed on."""

    id = serializers.UUIDField()
    project = serializers.UUIDField(
        help_text="Whose work it is: with several openings, one of its own."
    )
    posting = serializers.UUIDField(
        allow_null=True, help_text="The project with several openings of which this fills one."
    )
    proposal = serializers.UUIDField(allow_null=True)
    client = PersonSerializer()
    freelancer = PersonSerializer()
    current = AgreementVersionSerializer(help_text="What holds now: the last version.")
    created_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(
        allow_null=True, help_text="When both took it back, as if it had never been."
    )
    status = serializers.ChoiceField(
        [(one.value, one.label) for one in STATUSES],
        help_text="Where the work stands; `cancelled` is what both took back.",
    )
    started_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    completes_at = serializers.DateTimeField(
        allow_null=True, help_text="When the delivery counts as accepted unless it is answered."
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    actions = serializers.ListField(
        child=serializers.ChoiceField(ACTIONS),
        help_text="What the caller may do now, with `agreements/{id}/...`.",
    )

    def to_representation(self, agreement: Agreement) -> dict[str, Any]:
        client = Seen(agreement.client, agreement.client_has_page, is_known=True)
        freelancer = Seen(agreement.freelancer, agreement.freelancer_has_page, is_known=True)
        return {
            "id": agreement.pk,
            "project": agreement.project_id,
            "posting": agreement.project.posting_id,
            "proposal": agreement.proposal_id,
            "client": PERSON.to_representation(client),
            "freelancer": PERSON.to_representation(freelancer),
            "current": VERSION.to_representation(agreement.current),
            "created_at": agreement.created_at,
            "undone_at": agreement.undone_at,
            **self._state(agreement),
        }

    def _state(self, agreement: Agreement) -> dict[str, Any]:
        """Where the work stands. Of what was undone the project may be somebody else's since."""
        if agreement.undone_at is not None:
            return _UNDONE
        work = agreement.project
        possible = possible_actions(work, self.context["request"].user)
        return {
            "status": work.status,
            "started_at": work.started_at,
            "delivered_at": work.delivered_at,
            "completes_at": work.completes_at,
            "closed_at": work.closed_at,
            "actions": [one for one in possible if one in ACTIONS],
        }
