"""What happens to reviews: the kinds of events.

What happens to one that is hidden still is internal: that one side was first, or changed its mind,
would tell what it wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.events import Audience, declare

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from foundation.events import EventKind
    from foundation.models import Event
    from reviews.models import DeclinedReview, Review

REVIEW_SUBMITTED = declare(
    "review.submitted",
    audience=Audience.INTERNAL,
    meaning="One side reviewed the other; nobody else can read it yet.",
    holds=["project"],
)
REVIEW_AWAITED = declare(
    "review.awaited",
    audience=Audience.PARTIES,
    meaning="One side submitted its review, and waits for the other's. The subject is the project.",
    holds=["project"],
)
REVIEW_DECLINED = declare(
    "review.declined",
    audience=Audience.PARTIES,
    meaning="One side will not review: the other one need not wait. The subject is the project.",
    holds=["project"],
)
REVIEW_EDITED = declare(
    "review.edited",
    audience=Audience.INTERNAL,
    meaning="The author changed a review before it could be read.",
    holds=["project"],
)
REVIEW_WITHDRAWN = declare(
    "review.withdrawn",
    audience=Audience.INTERNAL,
    meaning="The author took a review back, revealed or not.",
    holds=["project"],
)
REVIEW_REVEALED = declare(
    "review.revealed",
    audience=Audience.PUBLIC,
    meaning="A review can be read.",
    holds=["project"],
)
REVIEW_CORRECTED = declare(
    "review.corrected",
    audience=Audience.PUBLIC,
    meaning="The author corrected a review, as its subject had allowed.",
    holds=["project"],
)
REVIEW_REPLIED = declare(
    "review.replied",
    audience=Audience.PUBLIC,
    meaning="The subject answered a review.",
    holds=["project"],
)
CORRECTION_OPENED = declare(
    "review.correction_opened",
    audience=Audience.PARTIES,
    meaning="The subject asks the author for a correction.",
    holds=["project"],
)


def by_author(kind: EventKind, review: Review) -> Event:
    """Something that its author did."""
    return _of(kind, review, actor=review.author_id)


def by_subject(kind: EventKind, review: Review) -> Event:
    """Something that its subject did."""
    return _of(kind, review, actor=review.subject_id)


def awaited(review: Review) -> Event:
    """That the other side's review is awaited, now that this one is in."""
    return REVIEW_AWAITED(
        review.project_id,
        actor=review.author_id,
        concerns=[review.subject_id],
        project=review.project_id,
    )


def declined(made: DeclinedReview, *, other: User) -> Event:
    """That the other side's review will not wait for one by who declined."""
    return REVIEW_DECLINED(
        made.project_id,
        actor=made.user_id,
        concerns=[other.pk, made.user_id],
        project=made.project_id,
    )


def revealed(review: Review, *, by: User | None) -> Event:
    """That a review can be read: because of whose was the last to come in, or time."""
    return _of(REVIEW_REVEALED, review, actor=by.pk if by else None)


def _of(kind: EventKind, review: Review, *, actor: UUID | None) -> Event:
    concerns = [review.author_id, review.subject_id]
    return kind(review.pk, actor=actor, concerns=concerns, project=review.project_id)
