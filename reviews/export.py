"""The reputation of a user, as it is signed for elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F

from profiles.serializers.reputation import ReputationSerializer
from profiles.services.profile import own_profile
from reviews.models import Review
from reviews.review_data import public_data, with_page
from reviews.signing import sign

if TYPE_CHECKING:
    from accounts.models import User


def signed_reputation(user: User) -> dict[str, Any]:
    """What the user's reviews add up to, with each of them, and the same as a JWS."""
    reviews = with_page(Review.objects.about(user).public()).order_by(F("shown_at").desc(), "-id")
    claims = {
        "iss": settings.SITE_URL,
        # A username is anybody's once its holder takes another one.
        "sub": str(user.pk),
        "username": user.username,
        "name": user.full_name,
        "iat": int(datetime.now(UTC).timestamp()),
        "reputation": ReputationSerializer(own_profile(user)).data,
        "reviews": [_review_claims(public_data(review)) for review in reviews],
    }
    return {"reputation": claims, "jws": sign(claims)}


def _review_claims(data: dict[str, Any]) -> dict[str, Any]:
    """A review as plain JSON."""
    reply = data["reply"]
    return data | {
        "id": str(data["id"]),
        "revealed_at": data["revealed_at"].isoformat(),
        "reply": reply and reply | {"created_at": reply["created_at"].isoformat()},
    }
