"""What reviews hold about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from foundation.row_history import forget
from projects.services.locking import lock_concerned
from reviews.models import SUB_RATINGS, Reply, Review
from reviews.services.reputation import clear

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

CONTENT = (
    *("id", "project_id", "side", "rating", *SUB_RATINGS, "text", "private_note"),
    *("would_work_again", "submitted_at", "revealed_at", "corrected_at"),
)
OWN = (*CONTENT, "state", "withdrawn_at")


def export(user: User) -> dict[str, Any]:
    """All that the user wrote, and what was written about them as far as they may read it."""
    received = Review.objects.received_by(user)
    replies = Reply.objects.filter(review__subject=user).order_by("id")
    return {
        "reviews_written": list(Review.objects.by(user).order_by("id").values(*OWN)),
        "reviews_received": list(received.order_by("id").values(*CONTENT)),
        "review_replies": list(replies.values("review_id", "text", "created_at")),
    }


def erase(user: User) -> None:
    """Delete private notes and the aggregate. What the user wrote stays, as a former member's;
    what was written about them is not shown any more.

    The caller holds the account's lock; those of the projects come next, as everywhere.
    """
    lock_concerned(user)
    reviews = Review.objects.filter(Q(author=user) | Q(subject=user))
    reviews.update(private_note="")
    forget(Review, reviews.values_list("pk", flat=True))
    clear(user.pk)


def having_part(ids: set[UUID]) -> set[UUID]:
    """The authors and subjects of those reviews that have these ids."""
    parties = Review.objects.filter(pk__in=ids).values_list("author", "subject")
    return {party for pair in parties for party in pair}
