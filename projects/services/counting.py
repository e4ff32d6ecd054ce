"""What time does to an invitation: one that was open long enough counts as left unanswered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Now

from accounts.models import LIVE_STATUSES
from foundation.deadlines import each_due
from foundation.moderated import ModerationState
from projects.models import Invitation
from projects.services.locking import locked_project
from projects.services.records import update_records

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


def next_to_count() -> datetime | None:
    """When the next invitation counts as left unanswered."""
    found: datetime | None = Invitation.objects.to_be_counted().aggregate(next=Min("counts_at"))[
        "next"
    ]
    return found


def count_due() -> int:
    """Count all invitations whose time has come; how many were looked at. Many may run at once."""
    due = Invitation.objects.to_be_counted().filter(counts_at__lte=Now()).order_by("counts_at")
    number = 0
    for row in each_due(due, "pk", "project"):
        _count(*row)
        number += 1
    return number


@transaction.atomic
def _count(pk: UUID, project_id: UUID) -> None:
    """Count one that is due, once; of what cannot be answered through nobody's fault (moderation
    hides it, one of the two accounts is not in use) nothing ever counts.
    """
    locked_project(project_id)
    due = Invitation.objects.to_be_counted().filter(counts_at__lte=Now(), pk=pk)
    found = due.select_related("project__client", "freelancer").first()
    if found is None:
        return
    is_answerable = (
        found.project.moderation == ModerationState.VISIBLE
        and found.project.client.status in LIVE_STATUSES
        and found.freelancer.status in LIVE_STATUSES
    )
    if is_answerable:
        due.update(is_counted=True)
        update_records(found.freelancer)
    else:
        due.update(counts_at=None)
