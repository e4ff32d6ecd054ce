"""Reviews as they are answered: to everybody, and to the parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from profiles.showing import Seen
from projects.models import Project
from projects.serializers.projects import WorkSerializer
from reviews.models import ModerationState, Reply, Review, ReviewState, Side
from reviews.models.review import WINDOW
from reviews.parties import ProjectReviews, other_party, side_of

if TYPE_CHECKING:
    from datetime import datetime


class ReviewerSerializer(serializers.Serializer[Seen]):
    username = serializers.CharField(
        allow_null=True, help_text="Null for a former member, and for whose page is not shown."
    )
    full_name = serializers.CharField()
    has_page = serializers.BooleanField(
        help_text="Whether the caller can open their profile. Those who work together know each "
        "other without it."
    )

    def to_representation(self, seen: Seen) -> dict[str, Any]:
        return {"username": seen.username, "full_name": seen.name, "has_page": seen.has_page}


class ReplySerializer(serializers.Serializer[Reply]):
    text = serializers.CharField()
    created_at = serializers.DateTimeField()

    def to_representation(self, reply: Reply) -> dict[str, Any]:
        return {"text": reply.text, "created_at": reply.created_at}


# One of each for all reviews: making them anew takes six times as long as what they answer.
_REVIEWER, _REPLY = ReviewerSerializer(), ReplySerializer()


class CorrectionSlotSerializer(serializers.Serializer[Any]):
    closes_at = serializers.DateTimeField(help_text="Until when the author may correct.")


class PublicReviewSerializer(serializers.Serializer[Review]):
    """A review that everybody may read."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(Side.choices, help_text="Whose it is.")
    author = ReviewerSerializer()
    rating = serializers.IntegerField()
    sub_ratings = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    text = serializers.CharField()
    would_work_again = serializers.BooleanField(allow_null=True)
    revealed_at = serializers.DateTimeField()
    is_edited = serializers.BooleanField(help_text="Corrected after the reveal.")
    reply = ReplySerializer(allow_null=True)

    # Whether who reads it works with who wrote it.
    is_for_parties = False

    def to_representation(self, review: Review) -> dict[str, Any]:
        """Of a review `with_reply`. By hand, as are those in it: lists of them are read most."""
        return {
            "id": review.pk,
            "side": review.side,
            "author": _REVIEWER.to_representation(self._author(review)),
            "rating": review.rating,
            "sub_ratings": review.sub_ratings,
            "text": review.text,
            "would_work_again": review.would_work_again,
            "revealed_at": review.shown_at,  # type: ignore[attr-defined]
            "is_edited": review.corrected_at is not None,
            "reply": _shown_reply(review),
        }

    def _author(self, review: Review) -> Seen:
        has_page: bool = review.author_has_page  # type: ignore[attr-defined]
        return Seen(review.author, has_page, self.is_for_parties)


def _shown_reply(review: Review) -> dict[str, Any] | None:
    reply = getattr(review, "reply", None)
    if reply is None or reply.erased_at or reply.moderation != ModerationState.VISIBLE:
        return None
    return _REPLY.to_representation(reply)


class ReviewedProjectSerializer(serializers.Serializer[Project]):
    id = serializers.UUIDField()
    title = serializers.CharField()

    def to_representation(self, project: Project) -> dict[str, Any]:
        return {"id": project.pk, "title": project.shown_title}


class PartyReviewSerializer(PublicReviewSerializer):
    """A review as its author reads it, and after the reveal its subject."""

    project = ReviewedProjectSerializer()
    subject = ReviewerSerializer()
    private_note = serializers.CharField()
    state = serializers.ChoiceField(ReviewState.choices)
    moderation = serializers.ChoiceField(ModerationState.choices)
    submitted_at = serializers.DateTimeField()
    revealed_at = serializers.DateTimeField(allow_null=True)
    is_for_parties = True
    can_be_edited_until = serializers.DateTimeField(
        allow_null=True,
        help_text="The end of the window, until the reveal; afterwards of an open correction.",
    )

    def to_representation(self, review: Review) -> dict[str, Any]:
        """Of a review `for_parties`."""
        has_page: bool = review.subject_has_page  # type: ignore[attr-defined]
        subject = Seen(review.subject, has_page, is_known=True)
        return super().to_representation(review) | {
            "project": ReviewedProjectSerializer(review.project).data,
            "subject": _REVIEWER.to_representation(subject),
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


class OtherSideSerializer(serializers.Serializer[ProjectReviews]):
    submitted = serializers.BooleanField()
    declined = serializers.BooleanField(help_text="Said that they will not review.")
    review = PartyReviewSerializer(allow_null=True, help_text="Null until the reveal.")

    def to_representation(self, seen: ProjectReviews) -> dict[str, Any]:
        return {
            "submitted": seen.other_has_submitted,
            "declined": seen.other_has_declined,
            "review": seen.other and PartyReviewSerializer(seen.other).data,
        }


class ProjectReviewsSerializer(serializers.Serializer[ProjectReviews]):
    """A project's reviews, as one of its parties sees them."""

    closes_at = serializers.DateTimeField(
        allow_null=True, help_text="The end of the window; null while work goes on."
    )
    is_open = serializers.BooleanField(help_text="Whether the time is not over.")
    declined = serializers.BooleanField(help_text="Whether the caller declined to review.")
    own = PartyReviewSerializer(allow_null=True)
    other = OtherSideSerializer()

    def to_representation(self, seen: ProjectReviews) -> dict[str, Any]:
        return {
            "closes_at": seen.closes_at,
            "is_open": seen.is_open,
            "declined": seen.has_declined,
            "own": seen.own and PartyReviewSerializer(seen.own).data,
            "other": OtherSideSerializer(seen).data,
        }


class AwaitedReviewSerializer(serializers.Serializer[Project]):
    """A project that waits for the user's review."""

    project = ReviewedProjectSerializer()
    other_party = ReviewerSerializer()
    other_has_submitted = serializers.BooleanField()
    closes_at = serializers.DateTimeField()
    seconds_left = serializers.IntegerField()

    def to_representation(self, project: Any) -> dict[str, Any]:
        """Of a project that is `awaiting` the `user` of the context."""
        closes_at = project.closed_at + WINDOW
        side = side_of(project, self.context["user"].pk)
        is_client = side == Side.CLIENT
        has_page = project.freelancer_has_page if is_client else project.client_has_page
        other = Seen(other_party(project, side), has_page, is_known=True)
        return {
            "project": ReviewedProjectSerializer(project).data,
            "other_party": ReviewerSerializer(other).data,
            "other_has_submitted": project.other_has_submitted,
            "closes_at": closes_at,
            "seconds_left": int((closes_at - project.now).total_seconds()),
        }


class ReviewedWorkSerializer(WorkSerializer):
    """A completed project in a freelancer's public history."""

    review = PublicReviewSerializer(
        allow_null=True, help_text="What the client says of it, once it is revealed."
    )

    def to_representation(self, project: Any) -> dict[str, Any]:
        """`said`: the client's review, if it is public."""
        review = next(iter(project.said), None)
        work = super().to_representation(project)
        return work | {"review": review and PublicReviewSerializer(review).data}
