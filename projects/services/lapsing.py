"""What time does to a project: a delivery that nobody answered counts as accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.db.models.functions import Now

from foundation.moderated import ModerationState
from projects.models import Project, ProjectStatus
from projects.services.records import record_completion
from projects.step_moves import accept_all_steps
from projects.transitions import move

if TYPE_CHECKING:
    from datetime import datetime

# What moderation removed does not go on by itself.
GOES_ON = Q(status=ProjectStatus.IN_PROGRESS) & ~Q(standing=ModerationState.REMOVED)
IS_DUE = GOES_ON & Q(completes_at__lte=Now())


def lapse_if_due(project: Project) -> None:
    """Complete a locked project whose delivery nobody answered in time."""
    if Project.objects.filter(IS_DUE, pk=project.pk).exists():
        move(project, "lapse", actor=None, closed_at=project.completes_at)
        accept_all_steps(project, actor=None)
        record_completion(project)


def next_lapse() -> datetime | None:
    """When the next delivery lapses."""
    delivered = Project.objects.filter(GOES_ON, completes_at__isnull=False)
    found: datetime | None = delivered.aggregate(next=Min("completes_at"))["next"]
    return found
