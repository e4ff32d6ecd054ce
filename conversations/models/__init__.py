"""The tables of conversations, a file for each noun."""

from __future__ import annotations

from conversations.models.attachment import Attachment
from conversations.models.conversation import Conversation
from conversations.models.message import MAX_TEXT, TIME_TO_EDIT, Message
from projects.models import Side

__all__ = [
    "MAX_TEXT",
    "TIME_TO_EDIT",
    "Attachment",
    "Conversation",
    "Message",
    "Side",
]
