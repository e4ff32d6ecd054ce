"""What the list of notifications takes in its query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.filters import FieldFilter, FilterSet

if TYPE_CHECKING:
    from uuid import UUID

    from notifications.models.notification import NotificationQuerySet


class NotificationFilterSet(FilterSet):
    """Which notifications."""

    unread = FieldFilter(
        serializers.BooleanField(
            help_text="`true`: those that were not read; `false`: those that were."
        ),
        method="of_state",
    )
    after = FieldFilter(
        serializers.UUIDField(help_text="Those that came after the notification with this id."),
        method="behind",
    )

    def of_state(
        self, found: NotificationQuerySet, name: str, unread: bool
    ) -> NotificationQuerySet:
        return found.filter(read_at__isnull=unread)

    def behind(self, found: NotificationQuerySet, name: str, after: UUID) -> NotificationQuerySet:
        return found.filter(pk__gt=after)
