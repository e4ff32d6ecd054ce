"""Whoever one writes to, for what is done about people who are not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conversations.models import Conversation

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def other_in(user: User, pk: UUID) -> tuple[User, str | None] | None:
    """The other side of a conversation of the user's, as the user is told who it is."""
    found = Conversation.objects.of(user).with_cards(user).filter(pk=pk).first()
    if found is None:
        return None
    seen = found.other_seen_by(user)
    return seen.user, seen.username
