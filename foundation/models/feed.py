"""The rows of `foundation.feed`."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Change(models.Model):
    """That a row of some app changed, or that something happened to it."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=40, help_text="What kind of row it is.")
    row_id = models.UUIDField()
    position = models.BigIntegerField(
        null=True, unique=True, help_text="Its place in the feed, given after the commit."
    )
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="change_waits_for_its_position", condition=Q(position=None)
            ),
            models.Index(fields=["noted_at"], name="change_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.topic} {self.row_id}"


class FeedState(models.Model):
    """How far the feed is numbered. One row, made by the first who needs it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0, help_text="The last one given.")
    epoch = models.UUIDField(
        default=uuid.uuid4,
        help_text="Another one after a restore: positions may then be given a second time.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="feed_has_one_state"),
        ]

    def __str__(self) -> str:
        return str(self.position)
