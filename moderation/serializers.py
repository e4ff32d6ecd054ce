"""Reports, decisions and appeals, in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from accounts.fields import EmailField
from foundation.fields import StringField, TextField
from moderation.models import Action, AppealOutcome, Basis, ObjectKind, Outcome, Reason
from moderation.models.case import MOST_TEXT
from moderation.models.decision import MOST_FACTS

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Appeal, Case, Report

AFFECTED, REPORTER = "affected", "reporter"


class FileReportSerializer(serializers.Serializer[Any]):
    """What is reported, and why."""

    kind = serializers.ChoiceField(ObjectKind.choices)
    object = StringField(
        max_length=40,
        help_text="A profile's username; the id of a project, review or portfolio item; for a "
        "reply the id of its review.",
    )
    reason = serializers.ChoiceField(Reason.choices)
    text = TextField(
        max_length=MOST_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="What is wrong, and where.",
    )
    email = EmailField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Where a stranger is told of the outcome; not used with a token.",
    )


class ReportedObjectSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(ObjectKind.choices)
    title = serializers.CharField()


class ReportSerializer(serializers.Serializer[Any]):
    """A report of one's own."""

    id = serializers.UUIDField()
    object = ReportedObjectSerializer()
    reason = serializers.ChoiceField(Reason.choices)
    text = serializers.CharField()
    outcome = serializers.ChoiceField(
        Outcome.choices, allow_null=True, help_text="null: not decided yet."
    )
    created_at = serializers.DateTimeField()


class AppealSerializer(serializers.Serializer[Any]):
    """An appeal of one's own."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        AppealOutcome.choices, allow_null=True, help_text="null: not decided yet."
    )
    answer = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class GroundSerializer(serializers.Serializer[Any]):
    """The rule that a decision rests on, as it read then."""

    title = serializers.CharField()
    basis = serializers.ChoiceField(Basis.choices)
    reference = serializers.CharField()
    text = serializers.CharField()


class DecisionSerializer(serializers.Serializer[Any]):
    """A decision and its reasons, for who is affected by it or reported what it is about. All are
    made by people: nothing is detected or decided by automated means.
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
    is_in_force = serializers.BooleanField(help_text="Whether something is restricted by it now.")
    is_overridden = serializers.BooleanField()
    appealable_until = serializers.DateTimeField()
    appeal = AppealSerializer(allow_null=True, help_text="One's own, if there is one.")


class LodgeAppealSerializer(serializers.Serializer[Any]):
    text = TextField(max_length=MOST_FACTS, help_text="Why the decision is wrong.")
    token = StringField(
        max_length=500,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the link in the mail: for a suspended user or a stranger who reported.",
    )


def report_data(report: Report) -> dict[str, Any]:
    """A report (ReportSerializer)."""
    return {
        "id": report.pk,
        "object": _object_data(report.case),
        "reason": report.reason,
        "text": report.text,
        "outcome": report.outcome or None,
        "created_at": report.created_at,
    }


def _object_data(case: Case) -> dict[str, Any]:
    return {"kind": case.object_kind, "title": case.title}


def concerned_data(decision: Any, reader: User | None) -> dict[str, Any]:
    """A decision as somebody whom it concerns reads it, None being a stranger who reported
    (DecisionSerializer); it comes `for_reading_by` them.
    """
    role = AFFECTED if reader and decision.subject_id == reader.pk else REPORTER
    appeal = next(iter(decision.own_appeals), None)
    ground = decision.ground
    return {
        "id": decision.pk,
        "role": role,
        "object": _object_data(decision.case),
        "action": decision.action,
        "ground": ground
        and {
            "title": ground.title,
            "basis": ground.basis,
            "reference": ground.reference,
            "text": decision.ground_text,
        },
        "facts": decision.facts if role == AFFECTED else None,
        "made_at": decision.made_at,
        "ends_at": decision.ends_at,
        "is_in_force": decision.is_in_force,
        "is_overridden": hasattr(decision, "overridden_by"),
        "appealable_until": decision.appealable_until,
        "appeal": appeal and appeal_data(appeal),
    }


def appeal_data(appeal: Appeal) -> dict[str, Any]:
    """An appeal (AppealSerializer)."""
    return {
        "id": appeal.pk,
        "text": appeal.text,
        "created_at": appeal.created_at,
        "outcome": appeal.outcome or None,
        "answer": appeal.answer or None,
        "decided_at": appeal.decided_at,
    }
