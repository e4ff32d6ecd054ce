"""What all reviews of somebody add up to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from profiles.models.profile import SHOWN_FROM, no_ratings
from reviews.models.review import SUB_RATINGS

SHARE_FROM = 5  # answers; below, one person's would be read off the share


def no_sub_ratings() -> list[int]:
    return [0] * len(SUB_RATINGS)


class Reputation(models.Model):
    """The counted reviews of a user, made anew from the rows by `services.reputation` alone. The
    arrays of sub-ratings are in the order of SUB_RATINGS.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="reputation"
    )
    count = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    histogram = ArrayField(models.PositiveIntegerField(), size=5, default=no_ratings)
    sub_rating_sums = ArrayField(models.PositiveIntegerField(), default=no_sub_ratings)
    sub_rating_counts = ArrayField(models.PositiveIntegerField(), default=no_sub_ratings)
    again_yes = models.PositiveIntegerField(default=0)
    again_total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(histogram__len=5), name="reputation_histogram_has_five_bars"
            ),
            models.CheckConstraint(
                condition=Q(rating_sum__gte=F("count"), rating_sum__lte=F("count") * 5),
                name="reputation_ratings_are_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(again_yes__lte=F("again_total"), again_total__lte=F("count")),
                name="reputation_again_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.count}"

    @property
    def sub_rating_means(self) -> dict[str, float]:
        """The mean of each sub-rating that at least three reviews give."""
        rows = zip(SUB_RATINGS, self.sub_rating_sums, self.sub_rating_counts, strict=True)
        return {
            name: round(total / number, 2) for name, total, number in rows if number >= SHOWN_FROM
        }

    @property
    def again_share(self) -> float | None:
        """How many of those who say would work with them again; None below five."""
        if self.again_total < SHARE_FROM:
            return None
        return round(self.again_yes / self.again_total, 2)
