"""Where a project stands, and what that means for who sees it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import LIVE_STATUSES
from foundation.moderated import ModerationState

# How long a delivery waits for the client's answer until the project counts as completed.
ANSWER_TO_DELIVERY = timedelta(days=14)
# How long before that the client is reminded, the longest first.
REMINDED_BEFORE = (timedelta(days=3), timedelta(days=1))

# How long a project is open unless its client says otherwise, and what the client may say.
OPEN_FOR = timedelta(days=60)
MIN_OPEN, MAX_OPEN = timedelta(days=1), timedelta(days=180)


# How many people one project can look for.
MAX_OPENINGS = 50


class ProjectStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    FILLED = "filled", _("Filled")


class Side(models.TextChoices):
    """As whom one of the two people of a project acts."""

    CLIENT = "client", _("The client")
    FREELANCER = "freelancer", _("The freelancer")


WITH_FREELANCER = (ProjectStatus.IN_PROGRESS, ProjectStatus.COMPLETED, ProjectStatus.ENDED_EARLY)
# Work was done, and whoever took part may review it.
REVIEWABLE = (ProjectStatus.COMPLETED, ProjectStatus.ENDED_EARLY)
CLOSED = (*REVIEWABLE, ProjectStatus.CANCELLED, ProjectStatus.EXPIRED, ProjectStatus.FILLED)
# Open, in sight, and the client's account is in use.
ANSWERABLE = Q(
    status=ProjectStatus.OPEN,
    moderation=ModerationState.VISIBLE,
    client__status__in=LIVE_STATUSES,
)
# And to everybody who is logged in, not only to those who are invited.
POSTED = ANSWERABLE & Q(is_private=False)
