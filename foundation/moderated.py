"""What every row that moderation can take out of sight has in common.

Which decision did it stands in the row, and two constraints make a restriction without a decision
impossible: the check here, and a foreign key to the restriction (migration 0001 of `moderation`,
which this app knows nothing of).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ModerationState(models.TextChoices):
    """What moderation did with it."""

    VISIBLE = "visible", _("Visible")
    HIDDEN = "hidden", _("Hidden")
    REMOVED = "removed", _("Removed")


class Moderated(models.Model):
    """A row that is in sight unless a decision hides or removes it."""

    moderation = models.CharField(
        max_length=7,
        choices=ModerationState,
        default=ModerationState.VISIBLE,
        db_default=ModerationState.VISIBLE,
        editable=False,
    )
    moderated_by = models.UUIDField(
        null=True, blank=True, editable=False, help_text=_("The decision that did it.")
    )

    class Meta:
        abstract = True


def needs_decision(name: str) -> models.CheckConstraint:
    """That a row of this name is out of sight by a decision only."""
    return models.CheckConstraint(
        condition=Q(moderation=ModerationState.VISIBLE, moderated_by__isnull=True)
        | Q(
            moderation__in=(ModerationState.HIDDEN, ModerationState.REMOVED),
            moderated_by__isnull=False,
        ),
        name=f"{name}_out_of_sight_by_a_decision",
    )
