"""Steps of agreed work, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.fields import LineField, WholeNumberField
from foundation.money import AmountField, written
from foundation.parameters import RefusesUnknown
from profiles.fields import DayField
from projects.fields import StartField
from projects.models import AgreementStep, StepStatus
from projects.models.step import MAX_STEP_TITLE, AgreedStep
from projects.step_moves import STEP_RULES, possible_step_actions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from projects.models import Agreement


class StepInputSerializer(RefusesUnknown):
    """A step that somebody proposes."""

    title = LineField(max_length=MAX_STEP_TITLE, min_length=3)
    amount = AmountField(required=False, allow_null=True, default=None)
    due_on = StartField(
        required=False, allow_null=True, default=None, help_text="By when it is done."
    )


class StepChangeSerializer(StepInputSerializer):
    """A step as it would be: one that is there by its number, a new one without. Whatever its day
    was, it may stay.
    """

    number = WholeNumberField(required=False, min_value=1, max_value=32_767)
    due_on = DayField(required=False, allow_null=True, default=None, help_text="By when.")


class AgreedStepSerializer(serializers.Serializer[AgreedStep]):
    """A step as it was offered or agreed on."""

    number = serializers.IntegerField(required=False, help_text="Once it is agreed on.")
    title = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)


class AgreementStepSerializer(serializers.Serializer["AgreementStep"]):
    """One step of agreed work, and how far it is."""

    id = serializers.UUIDField()
    agreement = serializers.UUIDField()
    number = serializers.IntegerField(help_text="From 1, and never used again.")
    title = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    status = serializers.ChoiceField(StepStatus.choices)
    still_to_do = serializers.CharField(
        help_text="Of a delivery that the client sent back: why, until it is delivered again."
    )
    delivered_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    payment_reference = serializers.CharField(
        help_text="What the platform calls its payment: administrators write it."
    )
    actions = serializers.ListField(
        child=serializers.ChoiceField(sorted(STEP_RULES)),
        help_text="What the caller may do with it now.",
    )

    def to_representation(self, step: AgreementStep) -> dict[str, Any]:
        viewer = self.context["request"].user
        return {
            "id": step.pk,
            "agreement": step.agreement_id,
            "number": step.number,
            "title": step.title,
            "amount": written(step.amount, step.currency),
            "currency": step.currency,
            "due_on": step.due_on,
            "status": step.status,
            "still_to_do": step.still_to_do,
            "delivered_at": step.delivered_at,
            "accepted_at": step.accepted_at,
            "payment_reference": step.payment_reference,
            "actions": possible_step_actions(step, step.agreement.project, viewer),
        }


def steps_shown(agreement: Agreement, request: HttpRequest) -> list[dict[str, Any]]:
    """The steps of an agreement, for one of its parties."""
    steps = AgreementStep.objects.with_work().filter(agreement=agreement).order_by("number")
    return [*AgreementStepSerializer(steps, many=True, context={"request": request}).data]
