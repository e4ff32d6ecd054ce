"""A review from its subject's side: reply once, and ask once for a correction."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts.services.locking import hold_unless_erased
from foundation.events import record
from reviews.errors import (
    AlreadyReplied,
    AuthorGone,
    CorrectionAlreadyOpened,
    NotAParty,
    ReplyTooLate,
)
from reviews.events import CORRECTION_OPENED, REVIEW_REPLIED, by_subject
from reviews.models import CorrectionSlot, Reply, Review
from reviews.models.afterwards import TIME_TO_CORRECT, TIME_TO_REPLY
from reviews.services.revealing import lock_project


def reply_to_review(*, review: Review, text: str) -> Reply:
    """The subject's one public answer; the author is told.

    Raises NotAParty for a review that its subject cannot read, AlreadyReplied, ReplyTooLate.
    """
    with transaction.atomic():
        review = _readable(review)
        if Reply.objects.filter(review=review).exists():
            raise AlreadyReplied
        in_time = Review.objects.filter(pk=review.pk, revealed_at__gt=Now() - TIME_TO_REPLY)
        if not in_time.exists():
            raise ReplyTooLate
        reply = Reply.objects.create(review=review, text=text)
        reply.refresh_from_db()
        record(by_subject(REVIEW_REPLIED, review))
    return reply


def open_correction(*, review: Review) -> CorrectionSlot:
    """Let the author correct a revealed review for fourteen days; the author is told.

    Raises NotAParty for a review that its subject cannot read, AuthorGone, and
    CorrectionAlreadyOpened.
    """
    with transaction.atomic():
        is_there = hold_unless_erased([review.author_id])  # accounts are locked before projects
        review = _readable(review)
        if not is_there:
            raise AuthorGone
        if CorrectionSlot.objects.filter(review=review).exists():
            raise CorrectionAlreadyOpened
        slot = CorrectionSlot.objects.create(review=review, closes_at=Now() + TIME_TO_CORRECT)
        slot.refresh_from_db()
        record(by_subject(CORRECTION_OPENED, review))
    return slot


def _readable(review: Review) -> Review:
    """The review as it is, its project locked. Raises NotAParty."""
    lock_project(review.project_id)
    readable = Review.objects.revealed().unhidden().select_related("author", "subject", "project")
    found = readable.filter(pk=review.pk).first()
    if found is None:
        raise NotAParty
    return found
