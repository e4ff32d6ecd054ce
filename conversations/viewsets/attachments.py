"""Files of messages: sent in a form, and `attachments/{id}` to download them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.settings import api_settings

from conversations import errors
from conversations.downloads import download
from conversations.models import Attachment
from foundation.files.errors import StorageUnavailable
from foundation.files.parsing import LimitedParser
from projects.models.kept_file import FileKind
from projects.uploads import MAX_BYTES, MEDIA_TYPES
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponseBase
    from rest_framework.request import Request

JSON, FORM = "application/json", "multipart/form-data"
ATTACH_ERRORS = (
    errors.NothingLeft,
    errors.TooManyAttachments,
    errors.AttachmentsTooLarge,
    errors.AttachmentUnsupported,
    errors.AttachmentRefused,
    StorageUnavailable,
)
PICTURE, *OTHER_TYPES = (MEDIA_TYPES[kind] for kind in FileKind)
THE_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")


class AttachmentParser(LimitedParser):
    """A form with a message and its files. Raises AttachmentsTooLarge."""

    max_bytes = MAX_BYTES + 50_000  # of words
    refusal = errors.AttachmentsTooLarge


class TakesAttachments(ProjectsViewSet):
    """A viewset that takes JSON or, with files, a form."""

    parser_classes = [AttachmentParser, *api_settings.DEFAULT_PARSER_CLASSES]  # type: ignore[list-item]


class AttachmentViewSet(ProjectsViewSet):
    """A file of a message, for its two sides."""

    queryset = Attachment.objects.none()
    lookup_value_converter = "uuid"
    answers = {
        "retrieve": ((200, PICTURE), THE_FILE),
        "preview": ((200, PICTURE), THE_FILE),
    }
    more_answers = {
        "retrieve": {
            **{(200, media_type): THE_FILE for media_type in OTHER_TYPES},
            304: OpenApiResponse(description="It is still the same."),
        },
        "preview": {304: OpenApiResponse(description="It is still the same.")},
    }

    def retrieve(self, request: Request, pk: UUID) -> HttpResponseBase:
        """A file, for whoever may read the message that it came with. Keep it, and ask again with
        its `ETag` in `If-None-Match`.
        """
        return download(request._request, request.user, pk)

    def preview(self, request: Request, pk: UUID) -> HttpResponseBase:
        """The small picture of one."""
        return download(request._request, request.user, pk, is_preview=True)
