"""What every row with a picture has in common."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Pictured(models.Model):
    """A row whose picture is kept in private while it is out of sight. Where its files are and when
    they move is `profiles.services.picture_places`; nothing else writes these fields, but for who
    replaces or takes away the picture.
    """

    # The picture's name in the private storage. While it moves, in both.
    withheld_picture = models.CharField(
        max_length=40, blank=True, default="", db_default="", editable=False
    )
    # When the files are looked after again: a move was queued and has not ended.
    picture_due_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def shown_pictures(name: str, column: str) -> models.Index:
    """The rows of this name by the picture that they show: each time one is served."""
    return models.Index(fields=[column], name=f"{name}_picture_shown", condition=~Q(**{column: ""}))


def due_pictures(name: str) -> models.Index:
    """The few rows of this name whose files are on the move."""
    return models.Index(
        fields=["picture_due_at"],
        name=f"{name}_picture_due",
        condition=Q(picture_due_at__isnull=False),
    )
