"""Declining to review: the other side's review does not wait any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from foundation.events import record
from projects.models import Project
from projects.transitions import require_not_removed
from reviews import parties
from reviews.errors import WindowOver
from reviews.events import declined
from reviews.models import DeclinedReview, Review
from reviews.models.review import WINDOW
from reviews.services.revealing import lock_project, reveal
from reviews.services.submitting import keep_in_use

if TYPE_CHECKING:
    from accounts.models import User


def decline_to_review(*, project: Project, user: User) -> DeclinedReview:
    """Say, for good, that one will not review the other party. Theirs is revealed with that, if it
    is in, and else as soon as it is. To decline again changes nothing.

    Raises NotAParty, NotCompleted, ProjectRemoved, AlreadyReviewed, WindowOver, and SessionEnded
    for an account that was closed meanwhile.
    """
    with transaction.atomic():
        keep_in_use(user)
        project = lock_project(project.pk)
        side = parties.side_of(project, user.pk)
        if found := DeclinedReview.objects.filter(project=project, side=side).first():
            return found
        _side, other = parties.reviewing(project, user)
        require_not_removed(project)
        if not Project.objects.filter(pk=project.pk, closed_at__gt=Now() - WINDOW).exists():
            raise WindowOver
        made = DeclinedReview.objects.create(project=project, user=user, side=side)
        record(declined(made, other=other))
        if Review.objects.about(user).filter(project=project).exists():
            reveal(project, by=user)
    return made
