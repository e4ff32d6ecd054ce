"""What the lists of reviews take in their query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.filters import FieldFilter, FilterSet, OrderingFilter
from reviews.models import Side

if TYPE_CHECKING:
    from reviews.models.review import ReviewQuerySet

ORDERINGS = {
    "newest": ("-shown_at", "-id"),
    "highest": ("-rating", "-shown_at", "-id"),
    "lowest": ("rating", "-shown_at", "-id"),
}


class ReviewFilterSet(FilterSet):
    """Which of a person's reviews, and in which order."""

    rating = FieldFilter(serializers.IntegerField(min_value=1, max_value=5))
    side = FieldFilter(
        serializers.ChoiceField(Side.choices, help_text="Those by clients, or by freelancers.")
    )
    ordering = OrderingFilter(ORDERINGS, default="newest")


class OwnReviewFilterSet(FilterSet):
    """Which of one's own reviews."""

    kind = FieldFilter(
        serializers.ChoiceField(["received", "written"], default="received"), method="of_kind"
    )

    def of_kind(self, reviews: ReviewQuerySet, name: str, kind: str) -> ReviewQuerySet:
        """Those that oneself wrote, or received, as far as they are revealed."""
        user = self.request.user
        return reviews.by(user) if kind == "written" else reviews.received_by(user)
