"""`me/notifications`: which mails somebody gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.response import Response

from foundation.viewsets import ActionViewSet
from reviews.serializers.notifications import NotificationsSerializer
from reviews.services.notices import choose_mails, wants_mails

if TYPE_CHECKING:
    from rest_framework.request import Request


class NotificationsViewSet(ActionViewSet):
    """Mails that one need not get."""

    requests = {"partial_update": NotificationsSerializer}
    answers = {
        "retrieve": (200, NotificationsSerializer),
        "partial_update": (200, NotificationsSerializer),
    }

    def retrieve(self, request: Request) -> Response:
        """Which mails come."""
        return Response({"review_mails": wants_mails(request.user)})

    def partial_update(self, request: Request) -> Response:
        """Stop the mails about reviews, or have them sent again."""
        if "review_mails" in (wanted := self.valid_data(partial=True)):
            choose_mails(user=request.user, wanted=wanted["review_mails"])
        return self.retrieve(request)
