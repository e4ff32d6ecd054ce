"""A person's public reviews with the reputation that they make: as a page, and signed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from profiles.serializers.reputation import ReputationSerializer
from reviews.export import Standing
from reviews.serializers.reviews import PublicReviewSerializer
from reviews.signing import sign

if TYPE_CHECKING:
    from reviews.models import Review


@extend_schema_serializer(many=False)
class PublicReviewPageSerializer(serializers.Serializer[Any]):
    """A page of somebody's reviews."""

    reputation = ReputationSerializer()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = PublicReviewSerializer(many=True)

    def to_representation(self, page: dict[str, Any]) -> dict[str, Any]:
        """Of the paginator's page, with the profile as its `reputation`."""
        return page | {"reputation": ReputationSerializer(page["reputation"]).data}


class ReputationClaimsSerializer(serializers.Serializer[Standing]):
    """Who says what of whom, in the claims of a JSON Web Token (RFC 7519)."""

    iss = serializers.CharField(help_text="The address of the site.")
    sub = serializers.UUIDField(help_text="The account, the same for good.")
    username = serializers.CharField(help_text="What it was called when this was signed.")
    name = serializers.CharField()
    iat = serializers.IntegerField(help_text="When, in seconds since 1970.")
    reputation = ReputationSerializer()
    reviews = PublicReviewSerializer(many=True)

    def to_representation(self, standing: Standing) -> dict[str, Any]:
        """In plain JSON, as it is signed."""
        user = standing.user
        return {
            "iss": settings.SITE_URL,
            # A username is anybody's once its holder takes another one.
            "sub": str(user.pk),
            "username": user.username,
            "name": user.full_name,
            "iat": int(datetime.now(UTC).timestamp()),
            "reputation": ReputationSerializer(standing.profile).data,
            "reviews": [_plain(review) for review in standing.reviews],
        }


def _plain(review: Review) -> dict[str, Any]:
    """A review without ids and times, which JSON does not have."""
    shown = PublicReviewSerializer(review).data
    reply = shown["reply"]
    return shown | {
        "id": str(shown["id"]),
        "revealed_at": shown["revealed_at"].isoformat(),
        "reply": reply and reply | {"created_at": reply["created_at"].isoformat()},
    }


class SignedReputationSerializer(serializers.Serializer[Standing]):
    """The reputation, and the same signed, for others to check."""

    reputation = ReputationClaimsSerializer()
    jws = serializers.CharField(help_text="Compact JWS (RFC 7515), EdDSA.")

    def to_representation(self, standing: Standing) -> dict[str, Any]:
        claims = ReputationClaimsSerializer().to_representation(standing)
        return {"reputation": claims, "jws": sign(claims)}
