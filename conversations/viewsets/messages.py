"""`projects/{id}/messages`, `messages/{id}` and `me/messages`: beginning, changing, finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.services.admission import admitting_post, arrival_of
from conversations import errors
from conversations.filters import FoundMessageFilterSet
from conversations.models import Conversation, Message
from conversations.serializers.conversations import MessageSerializer
from conversations.serializers.inputs import (
    FirstMessageSerializer,
    FirstWithAttachmentsSerializer,
    MessageChangeSerializer,
)
from conversations.services import writing
from conversations.viewsets.attachments import ATTACH_ERRORS, FORM, JSON, TakesAttachments
from conversations.viewsets.conversations import SEND_ERRORS, whole
from foundation.errors import LimitExceeded
from projects.errors import ProjectRemoved, SeveralAgreements
from projects.models import Project
from projects.reach import projects_within_reach
from projects.viewsets.base import OfAgreement, ProjectsViewSet, without_several
from projects.works import work_with

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from conversations.models.message import MessageQuerySet


MAX_SEARCHED = 1_000  # conversations


class FirstMessageViewSet(TakesAttachments):
    """Writing to the other side of a project."""

    queryset = Project.objects.none()
    may_be_missing = ("create",)
    makes = {"create": Message}
    requests = {"create": {JSON: FirstMessageSerializer, FORM: FirstWithAttachmentsSerializer}}
    answers = {"create": (201, MessageSerializer)}
    domain_errors = {
        "create": (
            *SEND_ERRORS,
            *ATTACH_ERRORS,
            errors.NobodyToWriteTo,
            errors.NothingBetweenThem,
            SeveralAgreements,
        ),
    }

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Write to the other side of a project, from its page, a proposal or an invitation.

        The first message makes the conversation, which the answer names; later ones go on with it.
        The client names the freelancer in `to`; freelancers write to the client. Nobody can write
        to whom nothing joins them: no proposal, no invitation, no agreement. From a busy network,
        an account that is new here has to show something first (see `auth/register`).
        """
        given = self.valid_data()
        pk = work_with(request.user, pk, given["to"])
        project = get_object_or_404(projects_within_reach(request.user), pk=pk)
        with admitting_post(user=request.user, act=Act.MESSAGE, **arrival_of(request)):
            message = writing.begin(
                sender=request.user,
                project=project,
                text=given["body"],
                to=given["to"],
                uploads=given.get("attachments", ()),
            )
        return self.answer(whole(message))


class AgreementMessageViewSet(OfAgreement, FirstMessageViewSet):
    """Writing to the other side of agreed work."""

    domain_errors = without_several(FirstMessageViewSet)

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Write to the other side of an agreement, as with `projects/{id}/messages`."""
        return super().create(request, pk)


class MessageViewSet(ProjectsViewSet):
    """A message of one's own."""

    queryset = Message.objects.none()
    requests = {"partial_update": MessageChangeSerializer}
    answers = {"partial_update": (200, MessageSerializer)}
    domain_errors = {
        "partial_update": (
            errors.NotYourMessage,
            errors.TooLateToEdit,
            errors.NoSuchAttachment,
            errors.NothingLeft,
            errors.ConversationClosed,
            errors.PersonAway,
            ProjectRemoved,
            LimitExceeded,
        ),
    }

    def get_queryset(self) -> MessageQuerySet:
        people = ("conversation__client", "conversation__freelancer")
        return Message.objects.of(self.request.user).select_related(*people)

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the words of a message within ten minutes after it was sent, or remove files from
        it, as long as the conversation can be written in. Who got it can report what it said
        before, too.
        """
        given = self.valid_data()
        message = writing.edit(
            author=request.user,
            message=self.get_object(),
            text=given.get("body"),
            remove_attachments=given.get("remove_attachments", ()),
        )
        return self.answer(whole(message))


class FoundMessageViewSet(ProjectsViewSet):
    """Messages of all own conversations."""

    queryset = Message.objects.none()
    ordering = ("-id",)
    filtersets = {"list": FoundMessageFilterSet}
    answers = {"list": (200, MessageSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The messages in the own conversations, the newest first: of a text `q` those that have
        all its words. Of the thousand conversations with the latest messages.
        """
        latest = Conversation.objects.of(request.user).order_by("-last_message_at", "-id")
        places = list(latest.values_list("pk", flat=True)[:MAX_SEARCHED])
        readable = Message.objects.as_shown().filter(conversation__in=places, erased_at=None)
        return self.answer_page(readable.readable_by(request.user))
