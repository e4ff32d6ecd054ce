"""Uploads of pictures, for whichever viewset takes one."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser

from foundation.files.images import MAX_BYTES
from profiles.errors import UploadTooLarge

if TYPE_CHECKING:
    from rest_framework.request import Request

FORM_OVERHEAD = 10_000  # bytes that a form adds to its file, generously


class UploadParser(MultiPartParser):
    """`multipart/form-data` with a picture as its `file`, refused by its length before it is read.

    Raises UploadTooLarge.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
        if length > MAX_BYTES + FORM_OVERHEAD:
            raise UploadTooLarge
        return super().parse(stream, media_type, parser_context)


def uploaded_file(request: Request) -> IO[bytes]:
    """The uploaded file. Raises ValidationError when there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError({"file": [_("Send a file.")]}, code="required")
    return file
