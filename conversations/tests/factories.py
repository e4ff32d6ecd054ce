"""Messages between people, by the services that send them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from conversations.models import Attachment, Message
from conversations.services.attaching import attach, kept_files
from conversations.services.writing import begin
from profiles.services.profile import make_profile

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Invitation, Proposal


def photo(size: tuple[int, int] = (1200, 900), **options: Any) -> bytes:
    """A picture as a camera saves it."""
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, "JPEG", **options)
    return target.getvalue()


def make_picture(message: Message) -> Attachment:
    """A picture that a message came with, by the services that keep it."""
    upload = SimpleUploadedFile("leak.jpg", photo((64, 48)))
    with kept_files(message.author, [upload]) as attachments, transaction.atomic():
        attach(message, attachments)
        Message.objects.filter(pk=message.pk).update(attachments_count=1)
    return attachments[0]


def make_message(
    between: Proposal | Invitation, *, by: User | None = None, text: str = "When can you come?"
) -> Message:
    """A message about a project between its client and whoever proposed or was invited, who writes
    it unless it is said.
    """
    project, freelancer = between.project, between.freelancer
    for person in (project.client, freelancer):
        make_profile(person)
    sender = by or freelancer
    to = freelancer.username if sender.pk == project.client_id else ""
    message = begin(sender=sender, project=project, text=text, to=to)
    return Message.objects.select_related(
        "conversation__client", "conversation__freelancer", "conversation__project"
    ).get(pk=message.pk)
