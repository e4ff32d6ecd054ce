"""What becomes of proposals and invitations when one of two people blocks the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from profiles.showing import Seen, has_page
from projects.knowing import is_known
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
from projects.transitions import move_proposal

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


def client_of(user: User, pk: UUID) -> tuple[User, str | None] | None:
    """The client of a project that a user sees, proposed for or was invited to, as that user is
    told who it is.
    """
    own = {"project": OuterRef("pk"), "freelancer": user}
    proposed, invited = Proposal.objects.filter(**own), Invitation.objects.filter(**own)
    asked = Project.objects.filter(Exists(proposed) | Exists(invited))
    found = (Project.objects.reportable_by(user) | asked).exclude(client=user).filter(pk=pk)
    flags = {"has_page": has_page(user, "client"), "is_known": is_known(user, "client")}
    project: Any = found.select_related("client").annotate(**flags).first()
    if project is None:
        return None
    seen = Seen(project.client, project.has_page, project.is_known)
    return seen.user, seen.username


def part(blocker: User, blocked: User) -> None:
    """End what is live between two people so that it says nothing of a block. Proposals and change
    requests end in the name of whoever blocks and as that person could by hand: as a client they
    decline proposals, as a freelancer they withdraw theirs, and either withdraws or declines
    requests. Invitations either way end without a word: an answer at that moment would tell, so to
    the client they are as those that nobody answers, and to the freelancer as those to a project
    that was cancelled. What both agreed on goes on.

    Runs within the transaction that blocks, which holds the locks on both users' rows: nobody
    proposes or invites meanwhile.
    """
    projects = [locked_project(pk) for pk in _projects_between(blocker, blocked)]
    for project in projects:
        _end_proposals(project, blocker, blocked)
        if {blocker.pk, blocked.pk} == {project.client_id, project.freelancer_id}:
            part_requests(project, blocker)
    waiting = Invitation.objects.waiting().filter(_between(blocker, blocked))
    ended = waiting.filter(project__status=ProjectStatus.OPEN)
    ended.filter(is_counted=False).update(counts_at=None)
    ended.update(expired_at=Now())


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


def _end_proposals(project: Project, blocker: User, blocked: User) -> None:
    is_client = project.client_id == blocker.pk
    live = project.proposals.select_related("project").filter(
        freelancer=blocked if is_client else blocker, status=ProposalStatus.SUBMITTED
    )
    for proposal in live:
        action = "decline" if is_client else "withdraw"
        move_proposal(proposal, action, actor=blocker, decided_at=Now())
