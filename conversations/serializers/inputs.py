"""What is sent: messages, and how far they were read."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.filters import MAX_POSITION
from conversations.models import MAX_TEXT
from foundation.fields import StringField, TextField, WholeNumberField


class MessageInputSerializer(serializers.Serializer[Any]):
    body = TextField(max_length=MAX_TEXT)


class FirstMessageSerializer(MessageInputSerializer):
    """A message to the other side of a project."""

    to = StringField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="For the client: the username of a freelancer who has a proposal or an "
        "invitation. May be left out when somebody does the project.",
    )


class ReadUpToSerializer(serializers.Serializer[Any]):
    position = WholeNumberField(
        min_value=1, max_value=MAX_POSITION, help_text="Of the last message that was read."
    )
