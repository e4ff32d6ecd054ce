"""What somebody was told, as the API shows it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from notifications.writing import Written


class NotificationSerializer(serializers.Serializer[Written]):
    """A notification, written out of what is there now."""

    id = serializers.UUIDField()
    kind = serializers.CharField(help_text="As in `me/notification-preferences`.")
    heading = serializers.CharField()
    text = serializers.CharField(help_text="One sentence, in the language that one prefers.")
    quote = serializers.CharField(help_text="What the other person wrote about it, or empty.")
    path = serializers.CharField(help_text="The page that it leads to; empty if there is none.")
    is_available = serializers.BooleanField(
        help_text="False: what it was about is gone, or out of sight for oneself."
    )
    subject_id = serializers.UUIDField(
        allow_null=True,
        help_text="The project, proposal, invitation, review, decision or account it is about.",
    )
    project_id = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, written: Written) -> dict[str, Any]:
        one = written.notification
        return {
            "id": one.pk,
            "kind": one.kind,
            "heading": written.heading,
            "text": written.text,
            "quote": written.quote,
            "path": written.path,
            "is_available": written.is_available,
            "subject_id": one.subject_id if written.is_available else None,
            "project_id": written.project_id,
            "created_at": one.created_at,
            "read_at": one.read_at,
        }


class UnreadSerializer(serializers.Serializer[Any]):
    """How many notifications are unread."""

    unread_count = serializers.IntegerField(help_text="At most 99.")
    has_more_unread = serializers.BooleanField(help_text="Whether there are more than 99.")


@extend_schema_serializer(many=False)
class NotificationPageSerializer(UnreadSerializer):
    """A page of one's notifications, with how many are unread."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = NotificationSerializer(many=True)

    def to_representation(self, page: dict[str, Any]) -> dict[str, Any]:
        return page


class ReadSerializer(serializers.Serializer[Any]):
    """Up to where notifications were read."""

    up_to = serializers.UUIDField(
        required=False, help_text="The newest that was seen. Without it: all that there are."
    )
