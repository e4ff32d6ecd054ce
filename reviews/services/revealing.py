"""The reveal: both sides are in, or the time is over.

Whether a review can be read is derived from the database's clock in every query. What else a reveal
changes (the time stored, the reputation, confirmed skills, what is told) is done by the second
side's transaction or, for windows that ended with nobody acting, by `reveal_due`, which whoever
reads a reputation calls first (`foundation.deadlines`).

Locks are taken in one order everywhere: the author's account, the project, then reputations and
profiles in the order of the users' ids. Reviews are never locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Least, Now

from foundation.events import record
from profiles.models import Evidence
from profiles.services.standing import raise_evidence
from projects.models import Project, ProjectStatus
from projects.services.locking import locked_project
from projects.services.records import agreed_skill_ids
from reviews.events import revealed
from reviews.models import Review, ReviewWindow, Side
from reviews.models.review import WINDOW
from reviews.services.reputation import recompute

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User

logger = structlog.get_logger("guildhall.reviews")

# A window's row is made with its first review, maybe in its last second, when it is too late to
# tell every process of its end. So the ends of all windows are looked at, by the index that
# migration 0001 makes.
NEXT_END = """
    SELECT least(
        (SELECT min(closes_at) FROM reviews_reviewwindow WHERE settled_at IS NULL),
        (SELECT min(closed_at) + %s FROM projects_project
         WHERE status IN ('completed', 'ended_early') AND closed_at > statement_timestamp() - %s)
    )
"""


def lock_project(project_id: UUID) -> Project:
    """The project, locked until the transaction ends, with its reviews revealed if they are due."""
    project = locked_project(project_id)
    if ReviewWindow.objects.due().filter(pk=project_id).exists():
        reveal(project)
    return project


def reveal(project: Project, *, by: User | None = None) -> None:
    """Reveal the reviews of a project whose lock the caller holds, as of now or, if that was
    earlier, the end of the window: time does it, or whose review was the last to come in.
    """
    window = ReviewWindow.objects.annotate(at=Least(Now(), F("closes_at"))).get(project=project)
    hidden = Review.objects.standing().filter(project=project, revealed_at__isnull=True)
    reviews = list(hidden.select_related("author", "subject"))
    hidden.update(revealed_at=window.at)
    ReviewWindow.objects.filter(project=project).update(settled_at=Now())
    recompute(review.subject_id for review in reviews)
    for review in reviews:
        logger.info("review_revealed", review=str(review.pk))
        record(revealed(review, by=by))
        if Review.objects.unhidden().filter(pk=review.pk).exists():
            confirm_skills(project, review)


def confirm_skills(project: Project, review: Review) -> None:
    """A client whose review of completed work is public confirms the skills that were agreed."""
    if review.side == Side.CLIENT and project.status == ProjectStatus.COMPLETED:
        confirmed = agreed_skill_ids(project)
        raise_evidence(user=review.subject, skill_ids=confirmed, to=Evidence.CONFIRMED)


def reveal_due() -> None:
    """Reveal what windows that have ended leave to reveal, a transaction for each project."""
    due = ReviewWindow.objects.due().order_by("closes_at")
    for project_id in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            lock_project(project_id)


def next_end() -> datetime | None:
    """When the next window ends, of those that ended and are not settled the first."""
    parameters: list[Any] = [WINDOW, WINDOW]
    with connection.cursor() as cursor:
        cursor.execute(NEXT_END, parameters)
        return cursor.fetchone()[0]
