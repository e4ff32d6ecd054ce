"""Whom it concerns, besides its owner, that a decision takes something out of sight: the other
parties. Who reported is none of them by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.blocks import unseen_by
from moderation.models import ObjectKind
from moderation.objects import KINDS
from projects.models import Invitation, Project, ProjectStatus, Proposal, ProposalStatus
from reviews.models import Review

if TYPE_CHECKING:
    from uuid import UUID


def others_concerned(kind: str, row: Any) -> set[UUID]:
    """Everybody but the owner whom it concerns. Nobody, of a review or reply that cannot be read:
    it might not exist.
    """
    known = KINDS[kind]
    review = known.review(row)
    if review is not None and not Review.objects.revealed().filter(pk=review.pk).exists():
        return set()
    owner = known.owner(row).pk
    found = set(known.parties(row))
    if kind == ObjectKind.PROJECT:
        found |= _hoping_for(row)
    elif kind == ObjectKind.PROFILE:
        found |= working_with(owner)
    return found - {owner}


def working_with(user_id: UUID) -> set[UUID]:
    """The other parties of the work that goes on with somebody."""
    running = Project.objects.filter(status=ProjectStatus.IN_PROGRESS)
    clients = running.filter(freelancer=user_id).values_list("client", flat=True)
    freelancers = running.filter(client=user_id).values_list("freelancer", flat=True)
    return {pk for pk in (*clients, *freelancers) if pk}


def _hoping_for(project: Project) -> set[UUID]:
    """Those who fill an opening of a project, and while it is open those with a live proposal or an
    invitation without an answer, but for whoever blocked the client or was blocked.
    """
    found = set(Project.objects.filling(project).values_list("freelancer", flat=True))
    if project.status != ProjectStatus.OPEN:
        return found
    live = Proposal.objects.filter(project=project, status=ProposalStatus.SUBMITTED)
    waiting = Invitation.objects.waiting().filter(project=project)
    proposed, invited = (rows.values_list("freelancer", flat=True) for rows in (live, waiting))
    return found | {*proposed, *invited} - unseen_by(project.client)
