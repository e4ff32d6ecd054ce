"""What is sent: reports and appeals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.fields import EmailField
from foundation.fields import FlagField, StringField, TextField
from moderation.models import ObjectKind, Reason
from moderation.models.case import MOST_TEXT
from moderation.models.decision import MOST_FACTS


class FileReportSerializer(serializers.Serializer[Any]):
    """What is reported, and why."""

    kind = serializers.ChoiceField(ObjectKind.choices)
    object = StringField(
        max_length=40,
        help_text="A profile's username; the id of a project, review, portfolio item, message, "
        "proposal or invitation; for a reply and for a private note the id of its review. For an "
        "`ending` the id of the project of the work, of its agreement, or of the posting if the "
        "caller has one ending on it; for an `absence` its id or that of the appointment.",
    )
    reason = serializers.ChoiceField(Reason.choices)
    text = TextField(
        max_length=MOST_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="What is wrong, and where.",
    )
    attach_conversation = FlagField(
        default=False,
        help_text="With a message: have the moderators read the last 20 messages up to it.",
    )
    email = EmailField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Where a stranger is told of the outcome; not used with a token.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["attach_conversation"] and attrs["kind"] != ObjectKind.MESSAGE:
            raise serializers.ValidationError({"attach_conversation": _("Only with a message.")})
        return attrs


class LodgeAppealSerializer(serializers.Serializer[Any]):
    text = TextField(max_length=MOST_FACTS, help_text="Why the decision is wrong.")
    token = StringField(
        max_length=500,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the link in the mail: for a suspended user or a stranger who reported.",
    )
