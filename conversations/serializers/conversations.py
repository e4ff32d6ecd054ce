"""What is shown of conversations, to the two sides of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from conversations.models import TIME_TO_EDIT, Side
from foundation.moderated import ModerationState
from profiles.showing import Seen
from projects.serializers.projects import PERSON, PersonSerializer
from projects.serializers.proposals import OfProjectSerializer

if TYPE_CHECKING:
    from accounts.models import User
    from conversations.models import Message

EXCERPT = 140


class MessageState(TextChoices):
    """Whether its words are there."""

    VISIBLE = "visible", _("Visible")
    HIDDEN = "hidden", _("Hidden")
    REMOVED = "removed", _("Removed")
    ERASED = "erased", _("Erased")


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
    body = serializers.CharField(help_text="Plain text; empty when it is not there to read.")
    sent_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    editable_until = serializers.DateTimeField(
        allow_null=True, help_text="For its author, as long as there is something to change."
    )

    def to_representation(self, message: Message) -> dict[str, Any]:
        """As whoever makes the request sees it; it comes with its conversation."""
        is_own = message.side == message.conversation.side_of(self.context["request"].user)
        is_visible = message.moderation == ModerationState.VISIBLE
        state = MessageState.ERASED if message.erased_at else MessageState(message.moderation)
        is_editable = is_own and state is MessageState.VISIBLE
        return {
            "id": message.pk,
            "conversation": message.conversation_id,
            "position": message.position,
            "side": message.side,
            "is_own": is_own,
            "state": state,
            "body": message.body if is_own or is_visible else "",
            "sent_at": message.created_at,
            "edited_at": message.edited_at,
            "editable_until": message.created_at + TIME_TO_EDIT if is_editable else None,
        }


class ExcerptSerializer(serializers.Serializer["Message"]):
    """The beginning of a message."""

    position = serializers.IntegerField()
    is_own = serializers.BooleanField()
    state = serializers.ChoiceField(MessageState.choices)
    text = serializers.CharField(help_text=f"Its first {EXCERPT} characters, on one line.")
    sent_at = serializers.DateTimeField()

    def to_representation(self, message: Message) -> dict[str, Any]:
        shown = MessageSerializer(context=self.context).to_representation(message)
        text = " ".join(shown["body"].split())
        return {
            "position": shown["position"],
            "is_own": shown["is_own"],
            "state": shown["state"],
            "text": text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…",
            "sent_at": shown["sent_at"],
        }


def _other(conversation: Any, user: User) -> Seen:
    """The other side. Those who write to each other know each other."""
    is_client = conversation.side_of(user) is Side.CLIENT
    has_page = conversation.freelancer_has_page if is_client else conversation.client_has_page
    return Seen(conversation.other_of(user), has_page, is_known=True)


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
            "project": {
                "id": conversation.project_id,
                "title": conversation.project.shown_title,
                "is_visible": conversation.project_is_visible,
            },
            "person": PERSON.to_representation(_other(conversation, user)),
            "side": conversation.side_of(user),
            "can_write": conversation.can_write,
            "unread_count": self.context["unread"].get(conversation.pk, 0),
            "read_up_to": conversation.read_by(user),
            "last_position": conversation.last_position,
            "last_message": ExcerptSerializer(context=self.context).to_representation(last),
            "created_at": conversation.created_at,
        }
