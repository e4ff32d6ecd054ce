"""What moderation does with reviews, replies, and projects with their reviews. Hiding and then
unhiding changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from projects.services import moderation as projects
from reviews.models import Reply, Review
from reviews.services.reputation import recompute
from reviews.services.revealing import confirm_skills, lock_project

if TYPE_CHECKING:
    from uuid import UUID

    from foundation.moderated import ModerationState
    from projects.models import Project


def set_moderation(*, review: Review, state: ModerationState, decision: UUID | None) -> Review:
    """Show, hide or remove a review; it counts while it is visible. The other side's review, and
    when the two are revealed, do not depend on it. A state is kept whatever became of the review.
    """
    with transaction.atomic():
        project = lock_project(review.project_id)
        Review.objects.filter(pk=review.pk).update(moderation=state, moderated_by=decision)
        recompute([review.subject_id])
        if Review.objects.public().filter(pk=review.pk).exists():
            confirm_skills(project, review)
        review.refresh_from_db()
    return review


def set_project_moderation(
    *, project: Project, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a project. The reviews of one that is removed, and of the work on its
    openings, are out of sight and count no more, until it is back.
    """
    with transaction.atomic():
        lock_project(project.pk)
        projects.set_project_moderation(project=project, state=state, decision=decision)
        about = Q(project=project) | Q(project__posting=project)
        recompute(Review.objects.filter(about).values_list("subject", flat=True))


def set_reply_moderation(*, reply: Reply, state: ModerationState, decision: UUID | None) -> Reply:
    """Show, hide or remove a reply."""
    Reply.objects.filter(pk=reply.pk).update(moderation=state, moderated_by=decision)
    reply.refresh_from_db()
    return reply
