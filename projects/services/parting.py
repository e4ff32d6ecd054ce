"""What becomes of proposals and invitations when one of two people blocks the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Now

from projects.models import (
    Agreement,
    ChangeRequest,
    Invitation,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
)
from projects.services.changing import part_requests
from projects.services.locking import locked_project
from projects.services.proposals import decline_invitation
from projects.transitions import move_proposal

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


def part(blocker: User, blocked: User) -> None:
    """End what is live between two people, in the name of whoever blocks and as that person could
    by hand, so that it says nothing of a block: as a client they decline proposals, as a freelancer
    they withdraw theirs and decline invitations, and either withdraws or declines change requests.
    A client takes no invitation back by hand: theirs expire, as with a project that is cancelled.
    What both agreed on goes on.

    Runs within the transaction that blocks, which holds the locks on both users' rows: nobody
    proposes or invites meanwhile.
    """
    for pk in _projects_between(blocker, blocked):
        project = locked_project(pk)
        _end_proposals(project, blocker, blocked)
        if {blocker.pk, blocked.pk} == {project.client_id, project.freelancer_id}:
            part_requests(project, blocker)
        if project.status == ProjectStatus.OPEN:
            _end_invitations(project, blocker, blocked)


def _projects_between(blocker: User, blocked: User) -> list[UUID]:
    """Those that have something live between the two, in the order in which they are locked."""
    live = Proposal.objects.filter(status=ProposalStatus.SUBMITTED)
    proposed = live.filter(_between(blocker, blocked)).values("project")
    invited = Invitation.objects.waiting().filter(_between(blocker, blocked))
    asked = ChangeRequest.objects.waiting().filter(agreement__in=_agreements(blocker, blocked))
    found = Project.objects.filter(
        Q(pk__in=proposed)
        | Q(pk__in=invited.values("project"))
        | Q(pk__in=asked.values("agreement__project"))
    )
    return list(found.order_by("pk").values_list("pk", flat=True))


def _agreements(one: User, other: User) -> QuerySet[Agreement]:
    of_one = Q(freelancer=one, client=other) | Q(freelancer=other, client=one)
    return Agreement.objects.filter(of_one)


def _between(one: User, other: User) -> Q:
    return Q(freelancer=one, project__client=other) | Q(freelancer=other, project__client=one)


def _end_invitations(project: Project, blocker: User, blocked: User) -> None:
    waiting = Invitation.objects.waiting().filter(project=project)
    if project.client_id == blocker.pk:
        waiting.filter(freelancer=blocked).update(expired_at=Now(), counts_at=None)
        return
    for invitation in waiting.filter(freelancer=blocker):
        decline_invitation(freelancer=blocker, invitation=invitation)


def _end_proposals(project: Project, blocker: User, blocked: User) -> None:
    is_client = project.client_id == blocker.pk
    live = project.proposals.select_related("project").filter(
        freelancer=blocked if is_client else blocker, status=ProposalStatus.SUBMITTED
    )
    for proposal in live:
        action = "decline" if is_client else "withdraw"
        move_proposal(proposal, action, actor=blocker, decided_at=Now())
