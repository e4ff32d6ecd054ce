"""Which mails somebody gets."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.fields import FlagField


class NotificationsSerializer(serializers.Serializer[Any]):
    """Which mails somebody gets besides those that have to be."""

    review_mails = FlagField(help_text="About reviews of one's projects.")
