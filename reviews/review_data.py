"""Reviews as the API answers them: to everybody, and to the parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from projects.models import REVIEWABLE, Project
from reviews.models import ModerationState, Review, ReviewState
from reviews.models.review import WINDOW

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from reviews.models.review import ReviewQuerySet


def with_page(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Each review with all that is shown of it."""
    return reviews.with_times().select_related("author", "reply")


def with_parties(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """Each review with what its author and its subject see."""
    return with_page(reviews).select_related(
        "subject", "project__review_window", "correction_slot", "author", "reply"
    )


def person_data(user: User) -> dict[str, Any]:
    """Who somebody is (ReviewerSerializer)."""
    return {"username": None if user.erased_at else user.username, "full_name": name_of(user)}


def name_of(user: User) -> str:
    """What somebody is called; those who closed their account are nobody in particular."""
    return _("former member") if user.erased_at else user.full_name or user.username


def public_data(review: Review) -> dict[str, Any]:
    """A review that everybody may read (PublicReviewSerializer); `with_page`."""
    return {
        "id": review.pk,
        "side": review.side,
        "author": person_data(review.author),
        "rating": review.rating,
        "sub_ratings": review.sub_ratings,
        "text": review.text,
        "would_work_again": review.would_work_again,
        "revealed_at": review.shown_at,  # type: ignore[attr-defined]
        "is_edited": review.corrected_at is not None,
        "reply": _reply_data(review),
    }


def _reply_data(review: Review) -> dict[str, Any] | None:
    reply = getattr(review, "reply", None)
    if reply is None or reply.moderation != ModerationState.VISIBLE:
        return None
    return {"text": reply.text, "created_at": reply.created_at}


def party_data(review: Review) -> dict[str, Any]:
    """A review, for whichever party may read it (PartyReviewSerializer); `with_parties`."""
    return public_data(review) | {
        "project": {"id": review.project_id, "title": review.project.title},
        "subject": person_data(review.subject),
        "private_note": review.private_note,
        "state": review.state,
        "moderation": review.moderation,
        "submitted_at": review.submitted_at,
        "revealed_at": review.revealed_at,
        "can_be_edited_until": _editable_until(review),
    }


def _editable_until(review: Review) -> datetime | None:
    """Maybe past: the service asks the database's clock."""
    if review.state == ReviewState.WITHDRAWN:
        return None
    if review.revealed_at is None:
        return review.project.review_window.closes_at
    slot = getattr(review, "correction_slot", None)
    return slot and slot.closes_at


def awaiting(user: User) -> Any:
    """The projects that await the user's review."""
    reviews = Review.objects.filter(project=OuterRef("pk"))
    return (
        Project.objects.filter(
            Q(client=user) | Q(freelancer=user),
            ~Exists(reviews.by(user)),
            status__in=REVIEWABLE,
            closed_at__gt=Now() - WINDOW,
        )
        .annotate(other_has_submitted=Exists(reviews.about(user).standing()), now=Now())
        .select_related("client", "freelancer")
    )


def awaited_data(project: Any, user: User) -> dict[str, Any]:
    """A project that awaits a review (AwaitedReviewSerializer)."""
    closes_at = project.closed_at + WINDOW
    other = project.freelancer if project.client_id == user.pk else project.client
    return {
        "project": {"id": project.pk, "title": project.title},
        "other_party": person_data(other),
        "other_has_submitted": project.other_has_submitted,
        "closes_at": closes_at,
        "seconds_left": int((closes_at - project.now).total_seconds()),
    }


def project_reviews(project: Project, user: User) -> dict[str, Any]:
    """A project's reviews, as one of its parties may see them (ProjectReviewsSerializer)."""
    reviews = Review.objects.filter(project=project)
    own = with_parties(reviews).by(user).first()
    theirs = reviews.about(user).standing()
    readable = with_parties(theirs).revealed().unhidden().first()
    is_over = project.status in REVIEWABLE
    ends = Project.objects.filter(pk=project.pk, closed_at__gt=Now() - WINDOW)
    return {
        "closes_at": project.closed_at + WINDOW if is_over and project.closed_at else None,
        "is_open": is_over and ends.exists(),
        "own": own and party_data(own),
        "other": {
            "submitted": theirs.exists(),
            "review": readable and party_data(readable),
        },
    }
