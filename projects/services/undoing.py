"""What becomes of work when both sides accept to part, or that it never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, Subquery
from django.db.models.functions import Now

from accounts.blocks import parted_from
from accounts.models import LIVE_STATUSES
from accounts.services.locking import lock_all
from projects.between import move_between
from projects.models import (
    TIME_TO_ANSWER,
    ChangeKind,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
)
from projects.services.ending import end_by_consent
from projects.services.openings import free_opening, move_accepted
from projects.services.posting import expiry_of
from projects.services.records import update_records
from projects.transitions import move, move_proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from projects.models import Agreement, ChangeRequest

    Effect = Callable[[Project, ChangeRequest, User, frozenset[UUID]], None]

_STARTS = ("start", "take_offer")


def _end(project: Project, request: ChangeRequest, user: User, _locked: frozenset[UUID]) -> None:
    end_by_consent(user, project)
    update_records(project.client, project.freelancer)


def _did_not_happen(
    project: Project, request: ChangeRequest, user: User, _locked: frozenset[UUID]
) -> None:
    """The project is over as if no work had been agreed: no history, no review. Of several openings
    that one is free again.
    """
    if project.posting is not None:
        _open_again(project, user)
        _undo_agreement(request.agreement)
        return
    move(
        project,
        "did_not_happen",
        actor=user,
        freelancer=None,
        started_at=None,
        closed_at=Now(),
    )
    _undo_agreement(request.agreement)


def lock_who_comes_back(request: ChangeRequest) -> frozenset[UUID]:
    """Lock the accounts of all whose proposals may be live again, before their project: of a block,
    or an erasure, at this moment one comes first, and the other sees what it did. Those that live
    still are among them: the posting may be filled before it is locked.
    """
    agreement = request.agreement
    people = {agreement.client_id, agreement.freelancer_id}
    if request.kind == ChangeKind.UNDO:
        project = Project.objects.select_related("posting").get(pk=agreement.project_id)
        live = Proposal.objects.filter(project=project.posting, status=ProposalStatus.SUBMITTED)
        for proposals in (_decided_with(project), live):
            people.update(proposals.values_list("freelancer", flat=True))
    return frozenset(lock_all(people))


def _undo(project: Project, request: ChangeRequest, user: User, locked: frozenset[UUID]) -> None:
    """The project, or the posting of which the work filled an opening, is open again, and so are
    the proposals that the acceptance had decided, of those whose accounts are locked.
    """
    decided = list(_decided_with(project))
    opened = _open_again(project, user)
    move_between(request.agreement.freelancer, source=project, target=opened)
    _undo_agreement(request.agreement)
    freelancer_id = request.agreement.freelancer_id
    parted = parted_from(opened.client, [freelancer_id, *(one.freelancer_id for one in decided)])
    _restore_offer(request.agreement, opened, is_joined=freelancer_id not in parted)
    for proposal in decided:
        move_accepted(proposal, target=opened)
        proposal.project = opened
        is_there = proposal.freelancer_id in locked and proposal.freelancer.status in LIVE_STATUSES
        is_open = opened.status == ProjectStatus.OPEN
        is_joined = is_there and proposal.freelancer_id not in parted
        _restore(proposal, is_possible=is_open and is_joined)


def _open_again(project: Project, user: User) -> Project:
    """What is open again: a posting that was cancelled, or expired, since the acceptance is not."""
    if project.posting is not None:
        open_until = expiry_of(project.posting)
        return free_opening(project, actor=user, open_until=open_until)
    move(
        project,
        "undo",
        actor=user,
        freelancer=None,
        started_at=None,
        expires_at=expiry_of(project),
    )
    return project


def _decided_with(project: Project) -> QuerySet[Proposal]:
    """The proposals that the last acceptance decided: the accepted one, and those that it
    declined, which were moved after the project was, or after the posting that it filled.
    """
    posting = project.posting
    is_filled = posting is None or posting.status == ProjectStatus.FILLED
    moves = _STARTS if posting is None else ("fill",)
    since = (posting or project).transitions.filter(proposal=None, action__in=moves)
    declined = Proposal.objects.filter(
        project=posting or project,
        status=ProposalStatus.DECLINED,
        transitions__action="decline",
        transitions__pk__gt=Subquery(since.order_by("-id").values("pk")[:1]),
    )
    accepted = project.proposals.filter(status=ProposalStatus.ACCEPTED)
    found = Q(pk__in=accepted.values("pk"))
    if is_filled:
        found |= Q(pk__in=declined.values("pk"))
    return Proposal.objects.filter(found).select_related("freelancer").order_by("id")


def _restore(proposal: Proposal, *, is_possible: bool) -> None:
    """Have a proposal live again, in the name of the client, if that is possible: it is not where
    its freelancer is gone, or one of the two blocked the other. Then it is, or stays, declined.
    """
    client = proposal.project.client
    if is_possible or proposal.status == ProposalStatus.ACCEPTED:
        move_proposal(proposal, "restore", actor=client, decided_at=None)
    if not is_possible and proposal.status == ProposalStatus.SUBMITTED:
        move_proposal(proposal, "decline", actor=client, decided_at=Now())


def _restore_offer(agreement: Agreement, project: Project, *, is_joined: bool) -> None:
    """Have the offer that was accepted wait for its answer again, with as much time as a new one:
    where it can be answered, and no other waits. One between two people of whom one blocked the
    other is as one that a block ended.
    """
    offers = project.invitations.filter(is_offer=True)
    is_alone = not offers.waiting().exists()
    if agreement.proposal_id is None and project.status == ProjectStatus.OPEN and is_alone:
        own = offers.filter(freelancer=agreement.freelancer)
        if is_joined:
            own.update(answered_at=None, counts_at=Now() + TIME_TO_ANSWER)
        else:
            own.update(answered_at=None, counts_at=None, expired_at=Now())
        update_records(agreement.freelancer)


def _undo_agreement(agreement: Agreement) -> None:
    agreement.undone_at = Now()
    agreement.save(update_fields=["undone_at"])


# Of other terms a version is made (projects.services.terms).
EFFECTS: Mapping[ChangeKind, Effect] = {
    ChangeKind.END: _end,
    ChangeKind.DID_NOT_HAPPEN: _did_not_happen,
    ChangeKind.UNDO: _undo,
}
