"""That a party of a project will not review the other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from projects.models import Project
from reviews.models.review import Side

if TYPE_CHECKING:
    from accounts.models import User


class DeclinedReviewQuerySet(models.QuerySet["DeclinedReview"]):
    def by(self, user: User) -> DeclinedReviewQuerySet:
        return self.filter(user=user)


class DeclinedReview(models.Model):
    """One party says, for good, that they will not review: the other one's review does not wait for
    theirs. That no review follows is a trigger of the database (migration 0001).
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="declined_reviews", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    declined_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DeclinedReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "side"], name="declined_review_once_for_each_side"
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="declined_review_side_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.side}"
