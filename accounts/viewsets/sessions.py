"""`auth/sessions`: the devices on which somebody is logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import mixins

from accounts.authentication import current_session_id
from accounts.models import Session
from accounts.serializers import SessionSerializer
from accounts.services.sessions import end_own_session
from foundation.viewsets import StrictViewSet

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SessionViewSet(mixins.ListModelMixin, mixins.DestroyModelMixin, StrictViewSet):
    """The user's own live sessions, the newest first. Deleting one ends it, and its tokens."""

    serializer_class = SessionSerializer
    queryset = Session.objects.none()
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    open_before_enrolment = ("list", "destroy")

    def get_queryset(self) -> QuerySet[Session]:
        return Session.objects.live().filter(user=self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {
            "current_session_id": current_session_id(self.request)
        }

    def perform_destroy(self, instance: Session) -> None:
        end_own_session(
            user=self.request.user,
            session_id=current_session_id(self.request),
            ending=instance.pk,
        )
