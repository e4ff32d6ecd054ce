"""Files that people sent on their way out, to those who may have them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response

from foundation.files import private
from projects.models.kept_file import FileKind
from projects.uploads import MEDIA_TYPES

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponseBase

# Its files never change, but who may read them does: a browser keeps them, and asks each time.
CACHING = "private, no-cache"
# Whatever a browser takes it for, it runs nothing.
POLICY = "default-src 'none'; sandbox"


def file_response(
    request: HttpRequest, attachment: Any, *, is_preview: bool = False
) -> HttpResponseBase:
    """The file of an attachment, of a project, or of what a case keeps of one: a picture to be
    shown, and all else to be saved. Raises Http404.
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
        as_attachment=attachment.kind != FileKind.PICTURE,
        filename=attachment.name,
        content_type=MEDIA_TYPES[attachment.kind],
        headers=headers,
    )
