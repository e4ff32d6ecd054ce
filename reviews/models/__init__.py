"""The tables of reviews, a file for each noun."""

from __future__ import annotations

from foundation.moderated import ModerationState
from reviews.models.afterwards import CorrectionSlot, Reply, ReviewRevision
from reviews.models.declined import DeclinedReview
from reviews.models.reputation import Reputation
from reviews.models.review import (
    SUB_RATINGS,
    SUB_RATINGS_OF,
    Review,
    ReviewState,
    ReviewWindow,
    Side,
)

__all__ = [
    "SUB_RATINGS",
    "SUB_RATINGS_OF",
    "CorrectionSlot",
    "DeclinedReview",
    "ModerationState",
    "Reply",
    "Reputation",
    "Review",
    "ReviewRevision",
    "ReviewState",
    "ReviewWindow",
    "Side",
]
