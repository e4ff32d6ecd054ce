"""What becomes of work when both sides accept to part, or that it never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, Subquery
from django.db.models.functions import Now

from accounts.blocks import parted_from
from accounts.models import LIVE_STATUSES
from projects.models import ChangeKind, ProjectStatus, ProposalStatus
from projects.services.ending import end_by_consent
from projects.services.records import update_records
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    from accounts.models import User
    from projects.models import Agreement, ChangeRequest, Project, Proposal


def _end(project: Project, request: ChangeRequest, user: User) -> None:
    end_by_consent(user, project)
    update_records(project.client, project.freelancer)


def _did_not_happen(project: Project, request: ChangeRequest, user: User) -> None:
    """The project is over as if no work had been agreed: no history, no review."""
    move(
        project,
        "did_not_happen",
        actor=user,
        freelancer=None,
        started_at=None,
        closed_at=Now(),
    )
    _undo_agreement(request.agreement)


def _undo(project: Project, request: ChangeRequest, user: User) -> None:
    """The project is open again, and so are the proposals that the acceptance had decided."""
    decided = list(_decided_with(project))
    move(project, "undo", actor=user, freelancer=None, started_at=None)
    _undo_agreement(request.agreement)
    parted = parted_from(project.client, [one.freelancer_id for one in decided])
    for proposal in decided:
        proposal.project = project
        is_there = proposal.freelancer.status in LIVE_STATUSES
        _restore(proposal, is_possible=is_there and proposal.freelancer_id not in parted)


def _decided_with(project: Project) -> QuerySet[Proposal]:
    """The proposals that the last acceptance decided: the accepted one, and those that it
    declined, which were moved after the project was.
    """
    starts = project.transitions.filter(
        proposal=None, from_status=ProjectStatus.OPEN, to_status=ProjectStatus.IN_PROGRESS
    )
    started = starts.order_by("-id").values("pk")[:1]
    declined = project.proposals.filter(
        status=ProposalStatus.DECLINED,
        transitions__action="decline",
        transitions__pk__gt=Subquery(started),
    )
    accepted = project.proposals.filter(status=ProposalStatus.ACCEPTED)
    found = project.proposals.filter(
        Q(pk__in=declined.values("pk")) | Q(pk__in=accepted.values("pk"))
    )
    return found.select_related("freelancer").order_by("id")


def _restore(proposal: Proposal, *, is_possible: bool) -> None:
    """Have a proposal live again, in the name of the client, if that is possible: it is not where
    its freelancer is gone, or one of the two blocked the other. Then it is, or stays, declined.
    """
    client = proposal.project.client
    if is_possible or proposal.status == ProposalStatus.ACCEPTED:
        move_proposal(proposal, "restore", actor=client, decided_at=None)
    if not is_possible and proposal.status == ProposalStatus.SUBMITTED:
        move_proposal(proposal, "decline", actor=client, decided_at=Now())


def _undo_agreement(agreement: Agreement) -> None:
    agreement.undone_at = Now()
    agreement.save(update_fields=["undone_at"])


# Of other terms a version is made (projects.services.terms).
EFFECTS: Mapping[ChangeKind, Callable[[Project, ChangeRequest, User], None]] = {
    ChangeKind.END: _end,
    ChangeKind.DID_NOT_HAPPEN: _did_not_happen,
    ChangeKind.UNDO: _undo,
}
