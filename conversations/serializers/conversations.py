"""What is shown of conversations, to the two sides of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from conversations.downloads import address_of
from conversations.models import TIME_TO_EDIT, Side
from foundation.moderated import ModerationState
from projects.hints import hints_field, hints_of
from projects.serializers.files import KeptFileSerializer
from projects.serializers.projects import PERSON, PersonSerializer
from projects.serializers.proposals import OfProjectSerializer, of_project

if TYPE_CHECKING:
    from accounts.models import User
    from conversations.models import Attachment, Message

EXCERPT = 140


class MessageState(TextChoices):
    """Whether its words are there."""

    VISIBLE = "visible", _("Visible")
    HIDDEN = "hidden", _("Hidden")
    REMOVED = "removed", _("Removed")
    ERASED = "erased", _("Erased")


@dataclass(frozen=True)
class SeenMessage:
    """What one of the two sides sees of a message."""

    is_own: bool
    state: MessageState
    is_readable: bool
    body: str

    @classmethod
    def by(cls, user: User, message: Message) -> SeenMessage:
        is_own = message.side == message.conversation.side_of(user)
        is_readable = is_own or message.moderation == ModerationState.VISIBLE
        state = MessageState.ERASED if message.erased_at else MessageState(message.moderation)
        return cls(is_own, state, is_readable, message.body if is_readable else "")


class AttachmentSerializer(KeptFileSerializer):
    """A file of a message. Its addresses ask for the token, as all others."""

    address_of = staticmethod(address_of)


ATTACHMENT = AttachmentSerializer()  # keeps nothing of what it shows


class MessageSerializer(serializers.Serializer["Message"]):
    """A message, as one of the two sides sees it."""

    id = serializers.UUIDField()
    conversation = serializers.UUIDField()
    position = serializers.IntegerField(help_text="Counted from 1, without gaps.")
    side = serializers.ChoiceField(Side.choices, help_text="Who wrote it.")
    is_own = serializers.BooleanField()
    state = serializers.ChoiceField(
        MessageState.choices,
        help_text="`hidden` and `removed`: a decision took it from the other side; its author "
        "reads it still. `erased`: its author's account was.",
    )
    body = serializers.CharField(
        help_text="Plain text; empty when it is not there to read, or there are files alone."
    )
    attachments = AttachmentSerializer(many=True, help_text="None when it is not there to read.")
    sent_at = serializers.DateTimeField()
    hints = hints_field()
    edited_at = serializers.DateTimeField(allow_null=True)
    editable_until = serializers.DateTimeField(
        allow_null=True,
        help_text="For its author, as long as there is something to change and the conversation "
        "can be written in.",
    )

    def to_representation(self, message: Message) -> dict[str, Any]:
        """As whoever makes the request sees it; it comes `as_shown`."""
        seen = SeenMessage.by(self.context["request"].user, message)
        can_change: bool = message.can_change  # type: ignore[attr-defined]
        is_editable = seen.is_own and seen.state is MessageState.VISIBLE and can_change
        about = message.conversation.project
        attachments: list[Attachment] = message.shown_attachments  # type: ignore[attr-defined]
        return {
            "id": message.pk,
            "conversation": message.conversation_id,
            "position": message.position,
            "side": message.side,
            "is_own": seen.is_own,
            "state": seen.state,
            "body": seen.body,
            "attachments": [
                ATTACHMENT.to_representation(one) for one in attachments if seen.is_readable
            ],
            "sent_at": message.created_at,
            "hints": hints_of(seen.body, status=about.status, country=about.country),
            "edited_at": message.edited_at,
            "editable_until": message.created_at + TIME_TO_EDIT if is_editable else None,
        }


class ExcerptSerializer(serializers.Serializer["Message"]):
    """The beginning of a message."""

    position = serializers.IntegerField()
    is_own = serializers.BooleanField()
    state = serializers.ChoiceField(MessageState.choices)
    text = serializers.CharField(help_text=f"Its first {EXCERPT} characters, on one line.")
    attachments_count = serializers.IntegerField(help_text="How many files come with it.")
    sent_at = serializers.DateTimeField()

    def to_representation(self, message: Message) -> dict[str, Any]:
        seen = SeenMessage.by(self.context["request"].user, message)
        text = " ".join(seen.body.split())
        return {
            "position": message.position,
            "is_own": seen.is_own,
            "state": seen.state,
            "text": text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…",
            "attachments_count": message.attachments_count if seen.is_readable else 0,
            "sent_at": message.created_at,
        }


class ConversationSerializer(serializers.Serializer[Any]):
    """A conversation, as one of its two sides sees it."""

    id = serializers.UUIDField()
    project = OfProjectSerializer()
    person = PersonSerializer(help_text="The other side.")
    side = serializers.ChoiceField(Side.choices, help_text="As whom the caller writes.")
    can_write = serializers.BooleanField(help_text="Whether a message can be sent now.")
    unread_count = serializers.IntegerField(help_text="Of the other side's; 100 stands for more.")
    read_up_to = serializers.IntegerField(help_text="The position of the last message read.")
    last_position = serializers.IntegerField()
    last_message = ExcerptSerializer()
    created_at = serializers.DateTimeField()

    def to_representation(self, conversation: Any) -> dict[str, Any]:
        """As whoever makes the request sees it; it comes `with_cards`. The context has the counts
        of what they have not read, as `unread`.
        """
        user = self.context["request"].user
        (last,) = conversation.last_messages
        last.conversation = conversation
        return {
            "id": conversation.pk,
            "project": of_project(conversation.project, is_visible=conversation.project_is_visible),
            "person": PERSON.to_representation(conversation.other_seen_by(user)),
            "side": conversation.side_of(user),
            "can_write": conversation.can_write,
            "unread_count": self.context["unread"].get(conversation.pk, 0),
            "read_up_to": conversation.read_by(user),
            "last_position": conversation.last_position,
            "last_message": ExcerptSerializer(context=self.context).to_representation(last),
            "created_at": conversation.created_at,
        }
