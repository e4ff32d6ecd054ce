"""Uploads of pictures, for whichever viewset takes one."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from foundation.files.images import MAX_BYTES
from foundation.files.parsing import LimitedParser
from profiles.errors import UploadTooLarge

if TYPE_CHECKING:
    from rest_framework.request import Request


class UploadParser(LimitedParser):
    """A form with a picture as its `file`. Raises UploadTooLarge."""

    max_bytes = MAX_BYTES
    refusal = UploadTooLarge


def uploaded_file(request: Request) -> IO[bytes]:
    """The uploaded file. Raises ValidationError when there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError({"file": [_("Send a file.")]}, code="required")
    return file
