"""What moderation does with messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.models import Message

if TYPE_CHECKING:
    from uuid import UUID

    from foundation.moderated import ModerationState


def set_message_moderation(
    *, message: Message, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a message: its author still reads it, the other side does not."""
    Message.objects.filter(pk=message.pk).update(moderation=state, moderated_by=decision)
