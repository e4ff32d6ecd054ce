"""The reputation of a user, as it is signed for elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from profiles.services.profile import own_profile
from reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from profiles.models import Profile


@dataclass(frozen=True)
class Standing:
    """What a user's public reviews are, and what they add up to."""

    user: User
    profile: Profile
    reviews: Iterable[Review]


def standing_of(user: User) -> Standing:
    """All of it, the reviews with the newest first, as strangers see them: it is for everybody."""
    reviews = Review.objects.about(user).public().with_reply(None)
    newest_first = reviews.order_by(F("shown_at").desc(), "-id")
    return Standing(user, own_profile(user), newest_first)
