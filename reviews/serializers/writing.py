"""What the parties of a project send: reviews, replies, and which mails they want."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.fields import TextField
from foundation.parameters import RefusesUnknown
from reviews.fields import StarsField, YesOrNoField
from reviews.models.afterwards import MOST_REPLY
from reviews.models.review import LEAST_TEXT, MOST_NOTE, MOST_TEXT

UNRATED = {"required": False, "allow_null": True}


class SubRatingsSerializer(RefusesUnknown):
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
