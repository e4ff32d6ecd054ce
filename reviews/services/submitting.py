"""A review from its author's side: submit, edit, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.errors import SessionEnded
from accounts.models import User
from accounts.services.status import require_verified
from foundation.events import record
from projects.services.locking import locked_project
from projects.transitions import require_not_removed
from reviews import parties
from reviews.errors import AlreadyRevealed, ReviewWithdrawn, WindowOver
from reviews.events import (
    REVIEW_CORRECTED,
    REVIEW_EDITED,
    REVIEW_SUBMITTED,
    REVIEW_WITHDRAWN,
    awaited,
    by_author,
)
from reviews.models import (
    CorrectionSlot,
    DeclinedReview,
    Review,
    ReviewRevision,
    ReviewState,
    ReviewWindow,
    Side,
)
from reviews.services.reputation import recompute
from reviews.services.revealing import lock_project, reveal

if TYPE_CHECKING:
    from projects.models import Project


def submit_review(
    *,
    project: Project,
    author: User,
    rating: int,
    text: str,
    sub_ratings: dict[str, int | None] | None = None,
    private_note: str = "",
    would_work_again: bool | None = None,
) -> Review:
    """Review the other party of a project that is over. When both sides are in, both reviews are
    revealed by this transaction; else the other side is told that theirs is awaited.

    Raises NotAParty, NotVerified, NotCompleted, ProjectRemoved, AlreadyReviewed, ReviewDeclined,
    WindowOver, SubRatingRefused, and SessionEnded for an account that was closed meanwhile.
    """
    with transaction.atomic():
        keep_in_use(author)
        project = locked_project(project.pk)
        side, subject = parties.reviewing(project, author)
        require_verified(author)
        require_not_removed(project)
        window = ReviewWindow.objects.of(project)
        review = Review.objects.create(
            project=project,
            author=author,
            subject=subject,
            side=side,
            rating=rating,
            text=text,
            private_note=private_note,
            would_work_again=would_work_again,
            **parties.own_sub_ratings(side, sub_ratings or {}),
        )
        review.refresh_from_db()
        if review.submitted_at >= window.closes_at:
            raise WindowOver
        record(by_author(REVIEW_SUBMITTED, review))
        _reveal_or_tell(review)
        review.refresh_from_db()
    return review


def _reveal_or_tell(review: Review) -> None:
    """Reveal both reviews if both sides are in. One that was withdrawn is in, too, and so is who
    declined to review: nobody is to answer to what is revealed.
    """
    project = review.project
    is_declined = DeclinedReview.objects.filter(project=project).exists()
    if is_declined or Review.objects.filter(project=project).count() == len(Side):
        reveal(review.project, by=review.author)
    else:
        record(awaited(review))


def keep_in_use(author: User) -> None:
    """Keep the account from being closed until the transaction ends. Raises SessionEnded for one
    that is closed.
    """
    if not User.objects.select_for_update(no_key=True).get(pk=author.pk).is_active:
        raise SessionEnded


def edit_review(*, review: Review, changes: dict[str, Any]) -> Review:
    """Change a review: freely until the reveal; afterwards while a correction slot is open, which
    keeps what it said and labels it.

    Raises ReviewWithdrawn, AlreadyRevealed, SubRatingRefused, SessionEnded.
    """
    with transaction.atomic():
        keep_in_use(review.author)
        lock_project(review.project_id)
        review = Review.objects.select_related("author").get(pk=review.pk)
        if review.state == ReviewState.WITHDRAWN:
            raise ReviewWithdrawn
        fields = {name: value for name, value in changes.items() if name != "sub_ratings"}
        fields |= parties.own_sub_ratings(review.side, changes.get("sub_ratings") or {})
        fields = {name: new for name, new in fields.items() if getattr(review, name) != new}
        if review.revealed_at is not None:
            _correct(review, fields)
        elif fields:
            Review.objects.filter(pk=review.pk).update(**fields)
            record(by_author(REVIEW_EDITED, review))
        review.refresh_from_db()
    return review


def _correct(review: Review, fields: dict[str, Any]) -> None:
    """Change a revealed review, keeping what it said. Raises AlreadyRevealed without a slot."""
    if not CorrectionSlot.objects.filter(review=review, closes_at__gt=Now()).exists():
        raise AlreadyRevealed
    if not fields:
        return
    ReviewRevision.objects.create(
        review=review,
        rating=review.rating,
        sub_ratings=review.sub_ratings,
        text=review.text,
        would_work_again=review.would_work_again,
    )
    Review.objects.filter(pk=review.pk).update(**fields, corrected_at=Now())
    record(by_author(REVIEW_CORRECTED, review))
    recompute([review.subject_id])


def withdraw_review(*, review: Review) -> Review:
    """Take a review back, for good: its row stays, it counts no more, and there is no second one.
    Withdrawing again changes nothing.
    """
    with transaction.atomic():
        lock_project(review.project_id)
        if (
            Review.objects.standing()
            .filter(pk=review.pk)
            .update(state=ReviewState.WITHDRAWN, withdrawn_at=Now())
        ):
            record(by_author(REVIEW_WITHDRAWN, review))
        recompute([review.subject_id])
        review.refresh_from_db()
    return review
