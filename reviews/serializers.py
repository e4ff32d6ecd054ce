"""Reviews, in and out. What goes out is made by `reviews.review_data`."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from foundation.fields import FlagField, TextField
from profiles.serializers.reputation import ReputationSerializer
from projects.serializers.projects import WorkSerializer
from reviews.fields import StarsField, YesOrNoField
from reviews.models import ModerationState, ReviewState, Side
from reviews.models.afterwards import MOST_REPLY
from reviews.models.review import LEAST_TEXT, MOST_NOTE, MOST_TEXT
from reviews.review_data import public_data

UNRATED = {"required": False, "allow_null": True}
ORDERINGS = {
    "newest": ("-shown_at", "-id"),
    "highest": ("-rating", "-shown_at", "-id"),
    "lowest": ("rating", "-shown_at", "-id"),
}


class SubRatingsSerializer(serializers.Serializer[Any]):
    """A client rates quality, communication, timeliness and scope; a freelancer clarity, payment,
    communication and scope stability.
    """

    quality = StarsField(**UNRATED)
    communication = StarsField(**UNRATED)
    timeliness = StarsField(**UNRATED)
    scope = StarsField(**UNRATED)
    clarity = StarsField(**UNRATED)
    payment = StarsField(**UNRATED)
    scope_stability = StarsField(**UNRATED)


class WriteReviewSerializer(serializers.Serializer[Any]):
    """What one party says of the other."""

    rating = StarsField()
    text = TextField(min_length=LEAST_TEXT, max_length=MOST_TEXT)
    sub_ratings = SubRatingsSerializer(required=False)
    private_note = TextField(
        max_length=MOST_NOTE,
        required=False,
        allow_blank=True,
        default="",
        help_text="The other side alone reads it, after the reveal.",
    )
    would_work_again = YesOrNoField(required=False, allow_null=True, default=None)


class WriteReplySerializer(serializers.Serializer[Any]):
    text = TextField(max_length=MOST_REPLY)


class ReviewFilterSerializer(serializers.Serializer[Any]):
    """Which of a person's reviews, and in which order."""

    rating = serializers.IntegerField(min_value=1, max_value=5, required=False)
    side = serializers.ChoiceField(
        Side.choices, required=False, help_text="Those by clients, or by freelancers."
    )
    ordering = serializers.ChoiceField(list(ORDERINGS), required=False, default="newest")


class OwnListSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["received", "written"], required=False, default="received")


class ReviewerSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(allow_null=True, help_text="Null for a former member.")
    full_name = serializers.CharField()


class ReplySerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


class CorrectionSlotSerializer(serializers.Serializer[Any]):
    closes_at = serializers.DateTimeField(help_text="Until when the author may correct.")


class PublicReviewSerializer(serializers.Serializer[Any]):
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


class ReviewedProjectSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class PartyReviewSerializer(PublicReviewSerializer):
    """A review as its author reads it, and after the reveal its subject."""

    project = ReviewedProjectSerializer()
    subject = ReviewerSerializer()
    private_note = serializers.CharField()
    state = serializers.ChoiceField(ReviewState.choices)
    moderation = serializers.ChoiceField(ModerationState.choices)
    submitted_at = serializers.DateTimeField()
    revealed_at = serializers.DateTimeField(allow_null=True)
    can_be_edited_until = serializers.DateTimeField(
        allow_null=True,
        help_text="The end of the window, until the reveal; afterwards of an open correction.",
    )


class OtherSideSerializer(serializers.Serializer[Any]):
    submitted = serializers.BooleanField()
    review = PartyReviewSerializer(allow_null=True, help_text="Null until the reveal.")


class ProjectReviewsSerializer(serializers.Serializer[Any]):
    """A project's reviews, as one of its parties sees them."""

    closes_at = serializers.DateTimeField(
        allow_null=True, help_text="The end of the window; null while work goes on."
    )
    is_open = serializers.BooleanField(help_text="Whether the time is not over.")
    own = PartyReviewSerializer(allow_null=True)
    other = OtherSideSerializer()


class AwaitedReviewSerializer(serializers.Serializer[Any]):
    """A project that waits for the user's review."""

    project = ReviewedProjectSerializer()
    other_party = ReviewerSerializer()
    other_has_submitted = serializers.BooleanField()
    closes_at = serializers.DateTimeField()
    seconds_left = serializers.IntegerField()


class ReviewedWorkSerializer(WorkSerializer):
    """A completed project in a freelancer's public history."""

    review = PublicReviewSerializer(
        allow_null=True, help_text="What the client says of it, once it is revealed."
    )

    def to_representation(self, project: Any) -> dict[str, Any]:
        """`said`: the client's review, if it is public."""
        review = next(iter(project.said), None)
        return super().to_representation(project) | {"review": review and public_data(review)}


@extend_schema_serializer(many=False)
class PublicReviewPageSerializer(serializers.Serializer[Any]):
    """A page of somebody's reviews."""

    reputation = ReputationSerializer()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = PublicReviewSerializer(many=True)


class ReputationClaimsSerializer(serializers.Serializer[Any]):
    """Who says what of whom, in the claims of a JSON Web Token (RFC 7519)."""

    iss = serializers.CharField(help_text="The address of the site.")
    sub = serializers.UUIDField(help_text="The account, the same for good.")
    username = serializers.CharField(help_text="What it was called when this was signed.")
    name = serializers.CharField()
    iat = serializers.IntegerField(help_text="When, in seconds since 1970.")
    reputation = ReputationSerializer()
    reviews = PublicReviewSerializer(many=True)


class NotificationsSerializer(serializers.Serializer[Any]):
    """Which mails somebody gets besides those that have to be."""

    review_mails = FlagField(help_text="About reviews of one's projects.")


class SignedReputationSerializer(serializers.Serializer[Any]):
    """The reputation, and the same signed, for others to check."""

    reputation = ReputationClaimsSerializer()
    jws = serializers.CharField(help_text="Compact JWS (RFC 7515), EdDSA.")
