"""What the lists of conversations and messages take in their query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.fields import LineField
from foundation.filters import FieldFilter, FilterSet

if TYPE_CHECKING:
    from conversations.models.conversation import ConversationQuerySet
    from conversations.models.message import MessageQuerySet

MAX_POSITION = 2_147_483_647


class ConversationFilterSet(FilterSet):
    """Which of the own conversations."""

    unread = FieldFilter(
        serializers.BooleanField(help_text="Those in which something was not read, or all read."),
        method="of_unread",
    )
    project = FieldFilter(serializers.UUIDField(help_text="Those of this project."))

    def of_unread(
        self, queryset: ConversationQuerySet, name: str, wanted: bool
    ) -> ConversationQuerySet:
        unread = queryset.unread_by(self.request.user)
        return unread if wanted else queryset.exclude(pk__in=unread.values("pk"))


class MessageFilterSet(FilterSet):
    """Which messages of a conversation."""

    after = FieldFilter(
        serializers.IntegerField(
            min_value=0,
            max_value=MAX_POSITION,
            help_text="Those after this position: for polling, the last one that is known.",
        ),
        field_name="position",
        lookup_expr="gt",
    )


class FoundMessageFilterSet(FilterSet):
    """Which of the messages in all own conversations."""

    q = FieldFilter(
        LineField(max_length=200, help_text="Words that the message has."), method="of_words"
    )

    def of_words(self, queryset: MessageQuerySet, name: str, text: str) -> MessageQuerySet:
        return queryset.containing(text)
