"""What is sent: messages, and how far they were read."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from conversations.errors import NothingLeft
from conversations.filters import MAX_POSITION
from conversations.models import MAX_TEXT
from foundation.fields import TextField, WholeNumberField
from foundation.parameters import RefusesUnknown
from projects.fields import to_field


class MessageInputSerializer(serializers.Serializer[Any]):
    body = TextField(max_length=MAX_TEXT)


class WithAttachmentsSerializer(RefusesUnknown):
    """A form with files: the message may do without words. A file by another name is refused: it
    would be lost without a word.
    """

    body = TextField(max_length=MAX_TEXT, required=False, allow_blank=True, default="")
    attachments = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        default=list,
        help_text="Pictures (JPEG, PNG, WebP, GIF), PDF or plain text, told by their content; at "
        "most 10 MB together.",
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not (data["body"] or data["attachments"]):
            raise serializers.ValidationError({"body": NothingLeft.detail}, code=NothingLeft.code)
        return data


class FirstMessageSerializer(MessageInputSerializer):
    """A message to the other side of a project."""

    to = to_field()


class FirstWithAttachmentsSerializer(WithAttachmentsSerializer):
    """A form with a message to the other side of a project, and its files."""

    to = to_field()


class MessageChangeSerializer(serializers.Serializer[Any]):
    """What becomes of a message: other words, fewer files, or both."""

    body = TextField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        help_text="May be empty as long as the message has a file.",
    )
    remove_attachments = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=20, help_text="Their ids."
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not data:
            text = self.fields["body"].error_messages["required"]
            raise serializers.ValidationError({"body": text}, code="required")
        return data


class ReadUpToSerializer(serializers.Serializer[Any]):
    position = WholeNumberField(
        min_value=1, max_value=MAX_POSITION, help_text="Of the last message that was read."
    )
