"""`me/conversations` and what is below `conversations/{id}`: for the two sides alone, staff no more
than others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import get_object_or_404

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.errors import ADMISSION_ERRORS, NotVerified
from accounts.services.admission import admitting_post, arrival_of
from conversations import errors
from conversations.filters import ConversationFilterSet, MessageFilterSet
from conversations.models import Conversation, Message
from conversations.serializers.conversations import ConversationSerializer, MessageSerializer
from conversations.serializers.inputs import (
    MessageInputSerializer,
    ReadUpToSerializer,
    WithAttachmentsSerializer,
)
from conversations.services import reading, writing
from conversations.viewsets.attachments import ATTACH_ERRORS, FORM, JSON, TakesAttachments
from foundation.errors import LimitExceeded
from foundation.revalidation import IF_NONE_MATCH, revalidated
from projects.errors import ProjectRemoved
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from conversations.models.conversation import ConversationQuerySet

SEND_ERRORS = (
    errors.ConversationClosed,
    errors.PersonAway,
    ProjectRemoved,
    NotVerified,
    LimitExceeded,
    *ADMISSION_ERRORS,
)


class OwnConversationViewSet(ProjectsViewSet):
    """The conversations in which one is one of the two."""

    queryset = Conversation.objects.none()
    ordering = ("-last_message_at", "-id")
    filtersets = {"list": ConversationFilterSet}
    answers = {"list": (200, ConversationSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The own conversations, those with the latest messages first."""
        own = Conversation.objects.of(request.user).with_cards(request.user)
        page = self.paginate_queryset(self.filter_queryset(own)) or []
        context = self.get_serializer_context() | {
            "unread": reading.unread_counts(request.user, page)
        }
        shown = ConversationSerializer(page, many=True, context=context)
        return self.get_paginated_response(shown.data)


class ConversationViewSet(ProjectsViewSet):
    """One conversation, for its two sides."""

    queryset = Conversation.objects.none()
    lookup_value_converter = "uuid"
    requests = {"mark_read": ReadUpToSerializer}
    answers = {
        "retrieve": (200, ConversationSerializer),
        "mark_read": (200, ConversationSerializer),
    }
    domain_errors = {"mark_read": (errors.NoSuchPosition,)}

    def get_queryset(self) -> ConversationQuerySet:
        return Conversation.objects.of(self.request.user).with_cards(self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        unread = getattr(self, "unread", {})
        return super().get_serializer_context() | {"unread": unread}

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A conversation: whom with, about what, and how far it was read."""
        return self._shown()

    def mark_read(self, request: Request, pk: UUID) -> Response:
        """Note that one has read up to a position. What was read stays read: an earlier position
        changes nothing.
        """
        reading.mark_read(reader=request.user, conversation=self.get_object(), **self.valid_data())
        return self._shown()

    def _shown(self) -> Response:
        conversation = self.get_object()
        self.unread = reading.unread_counts(self.request.user, [conversation])
        return self.answer(conversation)


class ConversationMessageViewSet(TakesAttachments):
    """The messages of a conversation."""

    queryset = Message.objects.none()
    ordering = ("-position",)
    filtersets = {"list": MessageFilterSet}
    may_be_missing = ("list", "create")
    makes = {"create": Message}
    requests = {"create": {JSON: MessageInputSerializer, FORM: WithAttachmentsSerializer}}
    answers = {"list": (200, MessageSerializer(many=True)), "create": (201, MessageSerializer)}
    more_answers = {"list": {304: OpenApiResponse(description="It is still the same.")}}
    domain_errors = {"create": SEND_ERRORS + ATTACH_ERRORS}

    def conversation(self) -> Conversation:
        """The one that the address names, if one is one of the two. Raises Http404."""
        own = Conversation.objects.of(self.request.user)
        found: Conversation = get_object_or_404(own, pk=self.kwargs["pk"])
        return found

    @extend_schema(parameters=[IF_NONE_MATCH])
    def list(self, request: Request, pk: UUID) -> Response:
        """The messages of a conversation, the newest first.

        To poll, ask for those `after` the last position that is known, with the `ETag` of the last
        answer in `If-None-Match`: as long as nothing was written it is a 304.
        """
        found = Message.objects.as_shown().filter(conversation=self.conversation())
        return revalidated(request, self.answer_page(found).data)

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Write a message: words as JSON, or a form with words, files or both.

        Pictures are encoded anew: nothing but their pixels is kept, no place where they were taken.
        From a busy network, the first message of an account that is new here has to show something
        (see `auth/register`).
        """
        conversation, given = self.conversation(), self.valid_data()
        is_first = not conversation.has_written(request.user)
        arrival = arrival_of(request)
        with admitting_post(user=request.user, act=Act.MESSAGE, is_first=is_first, **arrival):
            message = writing.send(
                sender=request.user,
                conversation=conversation,
                text=given["body"],
                uploads=given.get("attachments", ()),
            )
        return self.answer(whole(message))


def whole(message: Message) -> Message:
    """A message as it is now, with what is needed to show it."""
    return Message.objects.as_shown().get(pk=message.pk)
