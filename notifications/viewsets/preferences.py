"""`me/notification-preferences`: how somebody wants to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.response import Response

from accounts.authentication import current_session_id
from foundation.viewsets import ActionViewSet
from notifications.serializers.preferences import (
    ChooseNotificationsSerializer,
    NotificationPreferencesSerializer,
    shown,
    wanted,
)
from notifications.services.preferences import Quiet, choose, chosen_by

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
        """How each kind of notification is told: on the site, by e-mail and by text message; and
        one's quiet hours.
        """
        return Response(shown(request.user, chosen_by([request.user.pk])))

    def partial_update(self, request: Request) -> Response:
        """Have some kinds told otherwise, or quiet hours; what is not named stays."""
        given = self.valid_data()
        quiet: dict[str, Any] = {}
        if "quiet_hours" in given:
            quiet = {"quiet": given["quiet_hours"] and Quiet(**given["quiet_hours"])}
        choose(
            user=request.user,
            wanted=wanted(given.get("preferences", [])),
            session_id=current_session_id(request),
            **quiet,
        )
        return self.retrieve(request)
