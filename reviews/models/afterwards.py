"""What may follow a reveal: one reply, and one chance to correct."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.moderated import Moderated, needs_decision
from reviews.models.review import Review

TIME_TO_CORRECT = timedelta(days=14)
TIME_TO_REPLY = timedelta(days=30)
MOST_REPLY = 2000


class CorrectionSlot(models.Model):
    """The subject asked the author to correct a revealed review. Once for each review."""

    review = models.OneToOneField(
        Review, models.CASCADE, primary_key=True, related_name="correction_slot"
    )
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="slot_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id} until {self.closes_at:%Y-%m-%d}"


class ReviewRevision(models.Model):
    """What a review said before it was corrected."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="revisions")
    rating = models.PositiveSmallIntegerField()
    sub_ratings = models.JSONField()
    text = models.TextField()
    would_work_again = models.BooleanField(null=True, blank=True)
    replaced_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="revision_rating_between_1_and_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id} before {self.replaced_at:%Y-%m-%d}"


class Reply(Moderated):
    """The subject's one public answer. The row outlives its words, which whoever erases their
    account takes away.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.OneToOneField(Review, models.CASCADE, related_name="reply")
    text = models.TextField(max_length=MOST_REPLY)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("The author erased it."))

    class Meta:
        verbose_name_plural = _("replies")
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="")
                & Q(LessThanOrEqual(Length("text"), MOST_REPLY), erased_at=None)
                | Q(text="", erased_at__isnull=False),
                name="reply_text_has_1_to_2000_characters",
            ),
            needs_decision("reply"),
        ]

    def __str__(self) -> str:
        return f"to {self.review_id}"
