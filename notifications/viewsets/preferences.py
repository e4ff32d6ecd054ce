"""`me/notification-preferences`: how somebody wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.response import Response

from accounts.authentication import current_session_id
from foundation.viewsets import ActionViewSet
from notifications.serializers.preferences import (
    ChooseNotificationsSerializer,
    NotificationPreferencesSerializer,
    shown,
    wanted,
)
from notifications.services.preferences import choose, chosen_by

if TYPE_CHECKING:
    from rest_framework.request import Request


class NotificationPreferencesViewSet(ActionViewSet):
    """How one is told what."""

    requests = {"partial_update": ChooseNotificationsSerializer}
    answers = {
        "retrieve": (200, NotificationPreferencesSerializer),
        "partial_update": (200, NotificationPreferencesSerializer),
    }

    def retrieve(self, request: Request) -> Response:
        """How each kind of notification is told: on the site, and by e-mail."""
        return Response(shown(request.user, chosen_by([request.user.pk])))

    def partial_update(self, request: Request) -> Response:
        """Have some kinds told otherwise; what is not named stays."""
        preferences = self.valid_data().get("preferences", [])
        choose(
            user=request.user,
            wanted=wanted(preferences),
            session_id=current_session_id(request),
        )
        return self.retrieve(request)
