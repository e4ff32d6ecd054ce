"""What reviews hold about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Now

from foundation.row_history import forget, forget_names, versions_of
from projects.services.locking import lock_concerned
from reviews.models import SUB_RATINGS, DeclinedReview, Reply, Review, ReviewRevision, ReviewState
from reviews.services.reputation import clear

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

CONTENT = (
    *("id", "project_id", "side", "rating", *SUB_RATINGS, "text", "private_note"),
    *("would_work_again", "submitted_at", "revealed_at", "corrected_at"),
)
OWN = (*CONTENT, "state", "withdrawn_at")


def export(user: User) -> dict[str, Any]:
    """All that the user wrote, with what it said before it was changed, and what was written about
    them as far as they may read it.
    """
    own = Review.objects.by(user)
    received = Review.objects.received_by(user)
    replies = Reply.objects.filter(review__subject=user).order_by("id")
    changed = (*CONTENT, "state", "pgh_created_at")
    return {
        "reviews_written": list(own.order_by("id").values(*OWN)),
        "reviews_changed": list(versions_of(Review, own.values("pk")).values(*changed)),
        "reviews_received": list(received.order_by("id").values(*CONTENT)),
        "reviews_declined": list(
            DeclinedReview.objects.by(user).values("project_id", "side", "declined_at")
        ),
        "review_replies": list(replies.values("review_id", "text", "created_at")),
    }


def erase(user: User) -> None:
    """Delete private notes, replies, what was withdrawn, what reviews said before, and the
    aggregate. Reviews that the user wrote and did not withdraw stay, as a former member's, as long
    as whom they are about has an account; what was written about the user is not shown any more.

    The caller holds the account's lock; those of the projects come next, as everywhere.
    """
    lock_concerned(user)
    reviews = Review.objects.filter(Q(author=user) | Q(subject=user))
    reviews.update(private_note="")
    Review.objects.by(user).filter(state=ReviewState.WITHDRAWN).update(text="")
    ReviewRevision.objects.filter(review__author=user).delete()
    replied = Reply.objects.filter(review__subject=user, erased_at=None)
    replied.update(text="", erased_at=Now())
    forget_names(Reply, Reply.objects.filter(review__in=reviews).values_list("pk", flat=True))
    ids = list(reviews.values_list("pk", flat=True))
    _unreadable(user).delete()
    forget(Review, ids)
    clear(user.pk)


def _unreadable(user: User) -> QuerySet[Review]:
    """The user's reviews, written and received, whose other party erased the account before."""
    return Review.objects.filter(
        Q(author=user, subject__erased_at__isnull=False)
        | Q(subject=user, author__erased_at__isnull=False)
    )


def having_part(ids: set[UUID]) -> set[UUID]:
    """The authors and subjects of those reviews that have these ids."""
    parties = Review.objects.filter(pk__in=ids).values_list("author", "subject")
    return {party for pair in parties for party in pair}
