"""Photos and files of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.moderated import ModerationState
from projects.models import FileKind, ProjectFile
from projects.services.files import address_of
from projects.uploads import MEDIA_TYPES

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

    from projects.models import Project


class FileUploadSerializer(serializers.Serializer[Any]):
    """A picture (JPEG, PNG, WebP or GIF), a PDF or a plain text, at most 10 MB; the content
    decides.
    """

    file = serializers.FileField()


class ProjectFileSerializer(serializers.Serializer["ProjectFile"]):
    """A photo or a file of a project. Its addresses ask for the token, as all others."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(FileKind.choices)
    name = serializers.CharField(help_text="As its owner called it, with the ending of its kind.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    width = serializers.IntegerField(allow_null=True, help_text="Of a picture, in pixels.")
    height = serializers.IntegerField(allow_null=True)
    url = serializers.CharField()
    preview_url = serializers.CharField(
        allow_null=True, help_text="A picture within 480 by 480 pixels."
    )
    moderation = serializers.ChoiceField(
        ModerationState.choices,
        help_text="What a decision did with it. Only the client sees one that is not visible.",
    )
    created_at = serializers.DateTimeField()

    def to_representation(self, file: ProjectFile) -> dict[str, Any]:
        is_picture = file.kind == FileKind.PICTURE
        return {
            "id": file.pk,
            "kind": file.kind,
            "name": file.name,
            "media_type": MEDIA_TYPES[file.kind],
            "size": file.size,
            "width": file.width,
            "height": file.height,
            "url": address_of(file.pk),
            "preview_url": address_of(file.pk, is_preview=True) if is_picture else None,
            "moderation": file.moderation,
            "created_at": file.created_at,
        }


def files_shown(project: Project, request: HttpRequest | Request) -> list[dict[str, Any]]:
    """What a project shows to whoever makes the request, the oldest first."""
    found = ProjectFile.objects.visible_to(request.user).filter(project=project).order_by("id")
    return [*ProjectFileSerializer(found, many=True).data]
