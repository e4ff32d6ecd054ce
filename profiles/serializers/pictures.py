"""Pictures, in and out."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from profiles import pictures
from profiles.models import Profile
from profiles.pictures import PictureKind


class PicturesSerializer(serializers.Serializer[Any]):
    """Addresses of the same square picture in three sizes: 64, 192 and 512 pixels."""

    small = serializers.CharField()
    medium = serializers.CharField()
    large = serializers.CharField()


class PortfolioPicturesSerializer(serializers.Serializer[Any]):
    """The picture in two sizes: within 480 and 1,600 pixels."""

    small = serializers.CharField()
    large = serializers.CharField()


class OwnAvatarSerializer(serializers.Serializer[Profile]):
    avatar = PicturesSerializer(allow_null=True)

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        avatar = pictures.own_urls(PictureKind.AVATAR, profile.avatar, profile.withheld_picture)
        return {"avatar": avatar}


class PictureUploadSerializer(serializers.Serializer[Any]):
    """JPEG, PNG, WebP or GIF, at most 10 MB and 25 megapixels; the content decides."""

    file = serializers.FileField()
