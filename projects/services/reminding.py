"""What time does before it completes a project: the client is reminded of the delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Now

from foundation.deadlines import each_due
from foundation.events import record
from projects.events import COMPLETION_NEAR
from projects.models import REMINDED_BEFORE, Project
from projects.services.lapsing import GOES_ON
from projects.services.locking import locked_project

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

IS_DUE = GOES_ON & Q(reminds_at__lte=Now())


def next_reminder() -> datetime | None:
    """When the next client is to be reminded."""
    waiting = Project.objects.filter(GOES_ON, reminds_at__isnull=False)
    found: datetime | None = waiting.aggregate(next=Min("reminds_at"))["next"]
    return found


def remind_due() -> int:
    """Record all reminders whose time has come; how many. Many may run at once."""
    due = Project.objects.filter(IS_DUE).order_by("reminds_at")
    return sum(_remind(*row) for row in each_due(due))


@transaction.atomic
def _remind(pk: UUID) -> bool:
    """Record one that is due, once: of two processes the second finds the next one's time. Of
    several that were missed, only the last is news.
    """
    project = locked_project(pk)  # which completes it if that is due, too
    found = Project.objects.filter(IS_DUE, pk=pk).annotate(now=Now()).first()
    if found is None or found.completes_at is None:
        return False
    left = found.completes_at - found.now
    passed = [before for before in REMINDED_BEFORE if left <= before]
    coming = [before for before in REMINDED_BEFORE if left > before]
    reminds_at = found.completes_at - coming[0] if coming else None
    Project.objects.filter(pk=pk).update(reminds_at=reminds_at)
    if not passed:
        return False
    record(
        COMPLETION_NEAR(
            pk,
            actor=None,
            concerns=[one for one in (project.client_id, project.freelancer_id) if one],
            days=passed[-1].days,
        )
    )
    return True
