"""The list of conversations, one of them, and the first and changed messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.admission import Act
from accounts.models import Block
from accounts.pages.admission import AsksForAdmission
from appointments.models import Appointment
from conversations.downloads import download
from conversations.errors import NotYourMessage
from conversations.filters import ConversationFilterSet
from conversations.forms.messages import FirstMessageForm, MessageChangeForm, MessageForm
from conversations.models import Conversation, Message
from conversations.serializers.conversations import ConversationSerializer, MessageSerializer
from conversations.services import reading, writing
from foundation.forms.serialized import as_api
from foundation.pages import (
    FormPage,
    PartPage,
    filtered_page,
    is_fragment,
    page_of,
    refuse_unknown,
)
from projects.models import Project
from projects.pages.projects import ProjectsPage
from projects.reach import projects_within_reach

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from foundation.forms.serialized import PageForm

OLDEST_LAST = ("-position",)
MAX_APPOINTMENTS = 3


class ConversationsPage(ProjectsPage, TemplateView):
    """The own conversations, those with the latest messages first."""

    template_name = "conversations/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = Conversation.objects.of(user).with_cards(user)
        order = ("-last_message_at", "-id")
        page = filtered_page(own, self.request, ConversationFilterSet, ordering=order)
        context = {
            "request": as_api(self.request),
            "unread": reading.unread_counts(user, page.rows),
        }
        shown = ConversationSerializer(page.rows, many=True, context=context).data
        return super().get_context_data(page=page, conversations=shown, **kwargs)


class ConversationPage(AsksForAdmission, ProjectsPage, FormPage, PartPage):
    """A conversation and, below, a form to go on with it. Whoever opens it has read it; the part
    that asks again by itself marks nothing: nobody may be looking.
    """

    template_name = "conversations/conversation.html"
    part = "conversations/parts/messages.html"
    form_class = MessageForm
    admitted_to = Act.MESSAGE

    def conversation(self) -> Conversation:
        own = Conversation.objects.of(self.request.user).with_cards(self.request.user)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def act(self, form: PageForm) -> None:
        conversation = self.conversation()
        given = form.values()
        with self.admitting(is_first=not conversation.has_written(self.request.user)):
            writing.send(
                sender=self.request.user,
                conversation=conversation,
                text=given["body"],
                uploads=given["attachments"],
            )

    def get_success_url(self) -> str:
        return reverse("conversation-page", args=[self.kwargs["pk"]]) + "#newest"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refuse_unknown(self.request)
        user, conversation = self.request.user, self.conversation()
        own = Message.objects.as_shown().filter(conversation=conversation)
        page = page_of(own, self.request, ordering=OLDEST_LAST)
        context = {"request": as_api(self.request), "unread": {}}
        if page.previous is None and page.rows and not is_fragment(self.request):
            last = page.rows[0].position
            reading.mark_read(reader=user, conversation=conversation, position=last)
        other = conversation.other_of(user)
        own_block = Block.objects.filter(blocker=user, blocked=other).first()
        newest_last = list(reversed(page.rows))
        return super().get_context_data(
            conversation=ConversationSerializer(conversation, context=context).data,
            page=page,
            own_block=own_block,
            may_block=own_block is None and other.erased_at is None,
            now=now(),
            appointments=_coming(conversation),
            written=MessageSerializer(newest_last, many=True, context=context).data,
            **kwargs,
        )


def _coming(conversation: Conversation) -> Sequence[Appointment]:
    """The next appointments of the two about this project."""
    between = Appointment.objects.filter(
        project=conversation.project_id, freelancer=conversation.freelancer_id
    )
    return between.coming().order_by("happens_at", "id")[:MAX_APPOINTMENTS]


class WritePage(AsksForAdmission, ProjectsPage, FormPage):
    """The first message about a project. Where there is a conversation already, leads to it."""

    form_class = FirstMessageForm
    title = _("Write a message")
    button = _("Send")
    admitted_to = Act.MESSAGE

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        begun = self._begun()
        if begun:
            return HttpResponseRedirect(reverse("conversation-page", args=[begun.pk]) + "#newest")
        return super().get(request, *args, **kwargs)

    def _begun(self) -> Conversation | None:
        """The conversation that there is: with the freelancer whom the address names, as long as
        one is told that this is their name, or one's own.
        """
        user = self.request.user
        found = Conversation.objects.of(user).filter(project=self.kwargs["pk"])
        if name := self.request.GET.get("to", "").lower():
            meant = found.with_cards(user).filter(freelancer__username=name).first()
            return meant if meant and meant.other_seen_by(user).is_named else None
        return found.filter(freelancer=user).first()

    def get_initial(self) -> dict[str, Any]:
        return {"to": self.request.GET.get("to", "")}

    def act(self, form: PageForm) -> HttpResponse:
        given = form.values()
        project = get_object_or_404(projects_within_reach(self.request.user), pk=self.kwargs["pk"])
        with self.admitting():
            message = writing.begin(
                sender=self.request.user,
                project=project,
                text=given["body"],
                to=given["to"],
                uploads=given["attachments"],
            )
        address = reverse("conversation-page", args=[message.conversation_id])
        return HttpResponseRedirect(f"{address}#newest")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = get_object_or_404(projects_within_reach(self.request.user), pk=self.kwargs["pk"])
        can_open = Project.objects.visible_to(self.request.user).filter(pk=project.pk).exists()
        page = reverse("project-page", args=[project.pk])
        back = page if can_open else reverse("conversations-page")
        return super().get_context_data(**kwargs) | {"lede": project.shown_title, "back": back}


class EditMessagePage(ProjectsPage, FormPage):
    """Change a message of one's own."""

    form_class = MessageChangeForm
    title = _("Change your message")
    button = _("Save")

    def message(self) -> Message:
        people = ("conversation__client", "conversation__freelancer")
        own = Message.objects.of(self.request.user).select_related(*people).with_attachments()
        message = get_object_or_404(own, pk=self.kwargs["pk"])
        if message.author.pk != self.request.user.pk:
            raise NotYourMessage
        return message

    def get_initial(self) -> dict[str, Any]:
        return {"body": self.message().body}

    def get_form_kwargs(self) -> dict[str, Any]:
        shown = self.message().shown_attachments
        return super().get_form_kwargs() | {"attachments": shown}

    def act(self, form: PageForm) -> None:
        given = form.values()
        writing.edit(
            author=self.request.user,
            message=self.message(),
            text=given.get("body", ""),
            remove_attachments=given.get("remove_attachments", ()),
        )

    def get_success_url(self) -> str:
        conversation = self.message().conversation_id
        return reverse("conversation-page", args=[conversation]) + "#newest"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_success_url()}


class AttachmentPage(ProjectsPage):
    """A file of a message, or the small picture of one."""

    is_preview = False

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponseBase:
        return download(request, request.user, pk, is_preview=self.is_preview)
