"""Photos and files of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from foundation.moderated import ModerationState
from projects.models import FileKind, ProjectFile
from projects.services.files import address_of
from projects.uploads import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from rest_framework.request import Request

    from projects.models import Project
    from projects.models.kept_file import KeptFile


class FileUploadSerializer(serializers.Serializer[Any]):
    """A picture (JPEG, PNG, WebP or GIF), a PDF or a plain text, at most 10 MB; the content
    decides.
    """

    file = serializers.FileField()


class KeptFileSerializer(serializers.Serializer[Any]):
    """A file that people show each other; `address_of` says where the API has it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(FileKind.choices)
    name = serializers.CharField(help_text="As its author called it, with the ending of its kind.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    width = serializers.IntegerField(allow_null=True, help_text="Of a picture, in pixels.")
    height = serializers.IntegerField(allow_null=True)
    url = serializers.CharField()
    preview_url = serializers.CharField(
        allow_null=True, help_text="A picture within 480 by 480 pixels."
    )

    address_of: ClassVar[Callable[..., str]]

    def to_representation(self, kept: KeptFile) -> dict[str, Any]:
        return {
            "id": kept.pk,
            "kind": kept.kind,
            "name": kept.name,
            "media_type": MEDIA_TYPES[kept.kind],
            "size": kept.size,
            "width": kept.width,
            "height": kept.height,
            "url": self.address_of(kept.pk),
            "preview_url": self.address_of(kept.pk, is_preview=True) if kept.preview else None,
        }


class ProjectFileSerializer(KeptFileSerializer):
    """A photo or a file of a project. Its addresses ask for the token, as all others."""

    moderation = serializers.ChoiceField(
        ModerationState.choices,
        help_text="What a decision did with it. Only the client sees one that is not visible.",
    )
    created_at = serializers.DateTimeField()

    address_of = staticmethod(address_of)

    def to_representation(self, kept: Any) -> dict[str, Any]:
        return {
            **super().to_representation(kept),
            "moderation": kept.moderation,
            "created_at": kept.created_at,
        }


def files_shown(project: Project, request: HttpRequest | Request) -> list[dict[str, Any]]:
    """What a project shows to whoever makes the request, the oldest first."""
    found = ProjectFile.objects.visible_to(request.user).filter(project=project).order_by("id")
    return [*ProjectFileSerializer(found, many=True).data]
