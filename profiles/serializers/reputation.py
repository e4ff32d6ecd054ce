"""What the reviews of a profile add up to, and how work with them went."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from profiles.models import Profile
from profiles.ratings import formula


class ReputationSerializer(serializers.Serializer[Profile]):
    count = serializers.IntegerField(help_text="Of reviews that count.")
    mean = serializers.FloatField(allow_null=True, help_text="Null below three reviews.")
    is_new = serializers.BooleanField(help_text="Below three reviews.")
    histogram = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many ratings of 1 to 5 stars."
    )
    sub_ratings = serializers.DictField(
        child=serializers.FloatField(), help_text="Means of what three reviews or more rate."
    )
    would_work_again = serializers.FloatField(
        allow_null=True, help_text="The share of those who say; null below five."
    )
    formula = serializers.CharField(help_text="How the numbers are made, in words.")

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        return {
            "count": profile.review_count,
            "mean": profile.mean_rating,
            "is_new": profile.is_new,
            "histogram": {
                str(stars): number for stars, number in enumerate(profile.rating_histogram, 1)
            },
            "sub_ratings": profile.sub_rating_means,
            "would_work_again": profile.would_work_again,
            "formula": formula(),
        }


class RecordSerializer(serializers.Serializer[Profile]):
    """How work with somebody went."""

    completed = serializers.IntegerField(help_text="Projects, on either side.")
    ended_early = serializers.IntegerField(
        help_text="Projects that ended before they were done because of this person. What ended by "
        "consent, because of the other side, or is contested, counts against nobody."
    )
    answered = serializers.FloatField(
        allow_null=True,
        help_text="The share of invitations that a freelancer answered; null below five. Without "
        "an answer one counts once it was open for 48 hours.",
    )

    def to_representation(self, profile: Profile) -> dict[str, Any]:
        return {
            "completed": profile.projects_completed,
            "ended_early": profile.projects_ended_early,
            "answered": profile.answered_share,
        }
