"""Files of messages on their way out: to whoever may read the message, asked anew each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response

from conversations.attachments import MEDIA_TYPES
from conversations.models import Attachment, AttachmentKind
from foundation.files import private

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from accounts.models import User

# Its files never change, but who may read them does: a browser keeps them, and asks each time.
CACHING = "private, no-cache"
# Whatever a browser takes it for, it runs nothing.
POLICY = "default-src 'none'; sandbox"


def address_of(pk: UUID, *, is_preview: bool = False) -> str:
    """Where the API has an attachment, or the small picture of it."""
    return reverse("attachment-preview" if is_preview else "attachment", args=[pk])


def download(
    request: HttpRequest, user: User, pk: UUID, *, is_preview: bool = False
) -> HttpResponseBase:
    """An attachment that the user may read. Raises Http404."""
    attachment = get_object_or_404(Attachment.objects.readable_by(user), pk=pk)
    return file_response(request, attachment, is_preview=is_preview)


def file_response(
    request: HttpRequest, attachment: Any, *, is_preview: bool = False
) -> HttpResponseBase:
    """The file of an attachment, or of what a case keeps of one: a picture to be shown, and all
    else to be saved. Raises Http404.
    """
    name = attachment.preview if is_preview else attachment.file
    etag = f'"{attachment.pk}{"-preview" if is_preview else ""}"'
    headers = {"Cache-Control": CACHING, "ETag": etag}
    if conditional := get_conditional_response(request, etag=etag):
        for header, value in headers.items():
            conditional[header] = value
        return conditional
    try:
        file = private.open_file(name) if name else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404
    headers |= {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY}
    return FileResponse(
        file,
        as_attachment=attachment.kind != AttachmentKind.PICTURE,
        filename=attachment.name,
        content_type=MEDIA_TYPES[attachment.kind],
        headers=headers,
    )
