"""`projects/{id}/files` and `project-files/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.status import HTTP_204_NO_CONTENT

from foundation.errors import LimitExceeded
from foundation.files.errors import StorageUnavailable
from foundation.files.parsing import LimitedParser
from projects import errors
from projects.downloads import file_response
from projects.models import FileKind, ProjectFile
from projects.serializers.files import FileUploadSerializer, ProjectFileSerializer
from projects.services import files as service
from projects.uploads import MAX_BYTES, MEDIA_TYPES
from projects.viewsets.base import ProjectsViewSet
from projects.viewsets.proposals import MOVE_ERRORS, OfProjectViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

PICTURE, *OTHER_TYPES = (MEDIA_TYPES[kind] for kind in FileKind)
THE_FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
UNCHANGED = OpenApiResponse(description="It is still the same.")


class FileParser(LimitedParser):
    """A form with a `file`. Raises FileTooLarge."""

    max_bytes = MAX_BYTES
    refusal = errors.FileTooLarge


class ProjectFilesViewSet(OfProjectViewSet):
    """The photos and files of one project."""

    queryset = ProjectFile.objects.none()
    ordering = ("id",)
    # What is no form has no file, and is told so.
    parser_classes = [FileParser, *api_settings.DEFAULT_PARSER_CLASSES]  # type: ignore[list-item]
    makes = {"create": ProjectFile}
    requests = {"create": {"multipart/form-data": FileUploadSerializer}}
    answers = {
        "list": (200, ProjectFileSerializer(many=True)),
        "create": (201, ProjectFileSerializer),
    }
    domain_errors = {
        "create": (
            *MOVE_ERRORS,
            errors.TooManyFiles,
            errors.FileTooLarge,
            errors.FileUnsupported,
            errors.FileRefused,
            LimitExceeded,
            StorageUnavailable,
        )
    }

    def list(self, request: Request, pk: UUID) -> Response:
        """What a project shows, the oldest first. For all who see it."""
        found = ProjectFile.objects.visible_to(request.user)
        return self.answer_page(found.filter(project=self.project()))

    def create(self, request: Request, pk: UUID) -> Response:
        """Add a photo or a file to a draft or an open project: twelve at most. For its client.

        A picture is encoded anew: nothing but what it shows is left of it, no place where it was
        taken. All who see the project see it.
        """
        project, upload = self.project(), request.FILES.get("file")
        if upload is None:
            raise ValidationError({"file": [_("Send a file.")]}, code="required")
        return self.answer(service.add_file(client=request.user, project=project, upload=upload))


class ProjectFileViewSet(ProjectsViewSet):
    """A file of a project, for all who see that."""

    queryset = ProjectFile.objects.none()
    lookup_value_converter = "uuid"
    answers = {
        "retrieve": ((200, PICTURE), THE_FILE),
        "preview": ((200, PICTURE), THE_FILE),
        "destroy": (204, None),
    }
    more_answers: dict[str, dict[Any, Any]] = {
        "retrieve": {
            **{(200, media_type): THE_FILE for media_type in OTHER_TYPES},
            304: UNCHANGED,
        },
        "preview": {304: UNCHANGED},
    }
    domain_errors = {"destroy": MOVE_ERRORS}

    def get_queryset(self) -> QuerySet[ProjectFile]:
        return ProjectFile.objects.visible_to(self.request.user)

    def _file(self, pk: UUID) -> ProjectFile:
        return get_object_or_404(self.get_queryset(), pk=pk)

    def retrieve(self, request: Request, pk: UUID) -> HttpResponseBase:
        """The file itself. Keep it, and ask again with its `ETag` in `If-None-Match`."""
        return file_response(request._request, self._file(pk))

    def preview(self, request: Request, pk: UUID) -> HttpResponseBase:
        """The small picture of a project's file."""
        return file_response(request._request, self._file(pk), is_preview=True)

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take a file away from a draft or an open project. For its client."""
        service.remove_file(client=request.user, file=self._file(pk))
        return Response(status=HTTP_204_NO_CONTENT)
