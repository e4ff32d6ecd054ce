"""What time does to an open project: when nobody was chosen until it expires, it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.db.models.functions import Now

from projects.models import Project, ProjectStatus, ProposalStatus
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from datetime import datetime

IS_OPEN = Q(status=ProjectStatus.OPEN)
IS_DUE = IS_OPEN & Q(expires_at__lte=Now())


def expire_if_due(project: Project) -> None:
    """Close a locked project whose time is over, and decline its live proposals: nobody did."""
    if not Project.objects.filter(IS_DUE, pk=project.pk).exists():
        return
    move(project, "expire", actor=None, closed_at=project.expires_at)
    live = project.proposals.select_related("project").filter(status=ProposalStatus.SUBMITTED)
    for proposal in live.order_by("id"):
        move_proposal(proposal, "expire", actor=None, decided_at=Now())


def next_expiry() -> datetime | None:
    """When the next open project expires."""
    found: datetime | None = Project.objects.filter(IS_OPEN).aggregate(next=Min("expires_at"))[
        "next"
    ]
    return found
