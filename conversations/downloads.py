"""Files of messages on their way out: to whoever may read the message, asked anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from conversations.models import Attachment
from projects.downloads import file_response

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from accounts.models import User


def address_of(pk: UUID, *, is_preview: bool = False) -> str:
    """Where the API has an attachment, or the small picture of it."""
    return reverse("attachment-preview" if is_preview else "attachment", args=[pk])


def download(
    request: HttpRequest, user: User, pk: UUID, *, is_preview: bool = False
) -> HttpResponseBase:
    """An attachment that the user may read. Raises Http404."""
    attachment = get_object_or_404(Attachment.objects.readable_by(user), pk=pk)
    return file_response(request, attachment, is_preview=is_preview)
