"""Reports, decisions and appeals, as they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from moderation.models import (
    Action,
    Appeal,
    AppealOutcome,
    Basis,
    Case,
    Decision,
    ObjectKind,
    Outcome,
    Reason,
    Report,
)

if TYPE_CHECKING:
    from accounts.models import User

AFFECTED, REPORTER = "affected", "reporter"


class ReportedObjectSerializer(serializers.Serializer[Case]):
    kind = serializers.ChoiceField(ObjectKind.choices)
    title = serializers.CharField()

    def to_representation(self, case: Case) -> dict[str, Any]:
        """As the context's `reader` reads it, None being whoever reported it."""
        title = case.title_to(self.context.get("reader"))
        return {"kind": case.object_kind, "title": title}


class ReportSerializer(serializers.Serializer[Report]):
    """A report of one's own."""

    id = serializers.UUIDField()
    object = ReportedObjectSerializer()
    reason = serializers.ChoiceField(Reason.choices)
    text = serializers.CharField()
    outcome = serializers.ChoiceField(
        Outcome.choices, allow_null=True, help_text="null: not decided yet."
    )
    created_at = serializers.DateTimeField()

    def to_representation(self, report: Report) -> dict[str, Any]:
        return {
            "id": report.pk,
            "object": ReportedObjectSerializer(report.case).data,
            "reason": report.reason,
            "text": report.text,
            "outcome": report.outcome or None,
            "created_at": report.created_at,
        }


class AppealSerializer(serializers.Serializer[Appeal]):
    """An appeal of one's own."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        AppealOutcome.choices, allow_null=True, help_text="null: not decided yet."
    )
    answer = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, appeal: Appeal) -> dict[str, Any]:
        return {
            "id": appeal.pk,
            "text": appeal.text,
            "created_at": appeal.created_at,
            "outcome": appeal.outcome or None,
            "answer": appeal.answer or None,
            "decided_at": appeal.decided_at,
        }


class GroundSerializer(serializers.Serializer[Decision]):
    """The rule that a decision rests on, as it read then."""

    title = serializers.CharField()
    basis = serializers.ChoiceField(Basis.choices)
    reference = serializers.CharField()
    text = serializers.CharField()

    def to_representation(self, decision: Any) -> dict[str, Any]:
        """Of a decision that has one."""
        return {
            "title": decision.ground.title,
            "basis": decision.ground.basis,
            "reference": decision.ground.reference,
            "text": decision.ground_text,
        }


class DecisionSerializer(serializers.Serializer[Decision]):
    """A decision and its reasons, for who is affected by it or reported what it is about. People
    decide. Nothing is found by automated means but copies of a text that many accounts wrote; they
    may get the decision that a person made on the others, and their facts say so then.
    """

    id = serializers.UUIDField()
    role = serializers.ChoiceField(
        [(AFFECTED, "It is about what is mine"), (REPORTER, "I reported it")]
    )
    object = ReportedObjectSerializer()
    action = serializers.ChoiceField(Action.choices)
    ground = GroundSerializer(allow_null=True)
    facts = serializers.CharField(
        allow_null=True, help_text="For who is affected; null for who reported."
    )
    made_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="null: no end is set.")
    is_in_force = serializers.BooleanField(
        help_text="Whether something is restricted by it now, or an end of work counts against "
        "somebody by it."
    )
    is_overridden = serializers.BooleanField()
    appealable_until = serializers.DateTimeField()
    appeal = AppealSerializer(allow_null=True, help_text="One's own, if there is one.")

    def to_representation(self, decision: Any) -> dict[str, Any]:
        """As the context's `reader` reads it, None being a stranger who reported; it comes
        `for_reading_by` them.
        """
        reader: User | None = self.context["reader"]
        is_affected = reader is not None and decision.subject_id == reader.pk
        appeal = next(iter(decision.own_appeals), None)
        return {
            "id": decision.pk,
            "role": AFFECTED if is_affected else REPORTER,
            "object": ReportedObjectSerializer(decision.case, context=self.context).data,
            "action": decision.action,
            "ground": decision.ground and GroundSerializer(decision).data,
            "facts": decision.facts if is_affected else None,
            "made_at": decision.made_at,
            "ends_at": decision.ends_at,
            "is_in_force": decision.is_in_force,
            "is_overridden": hasattr(decision, "overridden_by"),
            "appealable_until": decision.appealable_until,
            "appeal": appeal and AppealSerializer(appeal).data,
        }
