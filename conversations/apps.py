"""Conversations: what the two sides of a project write to each other."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        # Models are not loaded any earlier.
        from accounts import personal_data
        from accounts.services import blocks
        from conversations import personal_data as own_data
        from conversations import reach
        from conversations.models import Conversation
        from conversations.services import attaching
        from foundation.files import unwanted
        from foundation.idempotency import people
        from projects import between

        between.register(Conversation)
        personal_data.register("conversations", export=own_data.export, erase=own_data.erase)
        blocks.register_finder(reach.other_in)
        unwanted.register_holder(attaching.holds)
        people.register("conversations", own_data.having_part)
