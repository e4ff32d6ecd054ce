"""`me/notifications`: what somebody was told, and that they read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound

from accounts.services.preferences import preferred_by
from foundation import deadlines
from foundation.revalidation import IF_NONE_MATCH, revalidated
from foundation.viewsets import ActionViewSet
from notifications.filters import NotificationFilterSet
from notifications.models import Notification
from notifications.serializers.notifications import (
    NotificationPageSerializer,
    NotificationSerializer,
    ReadSerializer,
    UnreadSerializer,
)
from notifications.services.reading import mark_all_read, mark_read, unread_count
from notifications.writing import write

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response


class NotificationViewSet(ActionViewSet):
    """What oneself was told."""

    queryset = Notification.objects.none()
    ordering = ("-id",)
    filtersets = {"list": NotificationFilterSet}
    requests = {"read_all": ReadSerializer}
    answers = {
        "list": (200, NotificationPageSerializer),
        "read": (200, UnreadSerializer),
        "read_all": (200, UnreadSerializer),
    }
    more_answers = {"list": {304: OpenApiResponse(description="It is still the same.")}}

    @property
    def is_list(self) -> bool:
        return self.action == "list"

    @extend_schema(parameters=[IF_NONE_MATCH])
    def list(self, request: Request) -> Response:
        """What oneself was told, the newest first, and how many are unread.

        Revalidate with the `ETag`, or ask for what came `after` the newest that is known: either
        is cheap enough to be asked every minute.
        """
        deadlines.settle_due()
        own = self.filter_queryset(Notification.objects.shown_to(request.user))
        rows = self.paginate_queryset(own)
        with preferred_by(request.user).active(otherwise=None):
            shown = NotificationSerializer(write(rows, request.user), many=True).data
        page = self.get_paginated_response(shown).data
        return revalidated(request, NotificationPageSerializer(page | _unread(request)).data)

    def read(self, request: Request, pk: UUID) -> Response:
        """Mark one as read."""
        if not mark_read(person=request.user, pk=pk):
            raise NotFound
        return self.answer(_unread(request))

    def read_all(self, request: Request) -> Response:
        """Mark all as read, or all up to one."""
        mark_all_read(person=request.user, **self.valid_data())
        return self.answer(_unread(request))


def _unread(request: Request) -> dict[str, Any]:
    number, has_more = unread_count(request.user)
    return {"unread_count": number, "has_more_unread": has_more}
