"""What is sent: reports and appeals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.fields import EmailField
from foundation.fields import StringField, TextField
from moderation.models import ObjectKind, Reason
from moderation.models.case import MOST_TEXT
from moderation.models.decision import MOST_FACTS


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


class LodgeAppealSerializer(serializers.Serializer[Any]):
    text = TextField(max_length=MOST_FACTS, help_text="Why the decision is wrong.")
    token = StringField(
        max_length=500,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the link in the mail: for a suspended user or a stranger who reported.",
    )
