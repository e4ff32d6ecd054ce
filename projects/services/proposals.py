"""Proposals and invitations: how a client and a freelancer find together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.blocks import require_not_blocked
from accounts.models import LIVE_STATUSES, Role
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.events import record as record_event
from profiles.models import Profile
from projects.errors import (
    AlreadyInvited,
    AlreadyProposed,
    FreelancerAway,
    NotAFreelancer,
    NotYourMove,
    WrongState,
)
from projects.events import INVITATION_DECLINED, INVITATION_SENT
from projects.models import Invitation, Project, ProjectStatus, Proposal, ProposalStatus
from projects.services.limits import count_invitation, count_proposal
from projects.services.locking import locked_project
from projects.services.posting import decline_others
from projects.services.records import update_records
from projects.transitions import (
    Party,
    move,
    move_proposal,
    party_of,
    record,
    require_in_sight,
)

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def submit_proposal(*, freelancer: User, project: Project, **fields: Any) -> Proposal:
    """Offer to do an open project. It answers an invitation, if there was one.

    Raises NotYourMove for whoever is no freelancer, NotVerified, WrongState, ProjectRemoved,
    AlreadyProposed and LimitExceeded; and NotThere, as if there were no such project, if one of
    the two blocked the other.
    """
    if freelancer.role != Role.FREELANCER or freelancer.pk == project.client_id:
        raise NotYourMove
    require_verified(freelancer)
    count_proposal(freelancer, project)
    with transaction.atomic():
        locked_user(freelancer)
        require_not_blocked(freelancer, project.client_id)
        locked = locked_project(project.pk)
        if locked.status != ProjectStatus.OPEN:
            raise WrongState("propose", locked.status)
        require_in_sight(locked)
        try:
            with transaction.atomic():
                proposal = Proposal.objects.create(project=locked, freelancer=freelancer, **fields)
        except IntegrityError as error:
            if "proposal_one_live_for_each_freelancer" in str(error):
                raise AlreadyProposed from error
            raise
        record(locked, "submit", "", ProposalStatus.SUBMITTED, actor=freelancer, proposal=proposal)
        _answer(locked, freelancer)
    return proposal


def accept_proposal(*, client: User, proposal: Proposal) -> Proposal:
    """Give the project to a freelancer; the others' proposals are declined. Of two acceptances at
    once, one wins.

    Raises NotYourMove, NotVerified, WrongState, ProjectRemoved and FreelancerAway.
    """
    require_verified(client)
    with transaction.atomic():
        locked = _locked(proposal.pk)
        project = locked.project
        move_proposal(locked, "accept", actor=client, decided_at=Now())
        if locked.freelancer.status not in LIVE_STATUSES:
            raise FreelancerAway
        move(project, "start", actor=client, freelancer=locked.freelancer, started_at=Now())
        decline_others(project, client)
    return locked


def decline_proposal(*, client: User, proposal: Proposal, reason: str = "") -> Proposal:
    """Turn a proposal down. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = _locked(proposal.pk)
        move_proposal(locked, "decline", actor=client, reason=reason, decided_at=Now())
    return locked


def withdraw_proposal(*, freelancer: User, proposal: Proposal) -> Proposal:
    """Take a proposal back. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = _locked(proposal.pk)
        move_proposal(locked, "withdraw", actor=freelancer, decided_at=Now())
    return locked


def _locked(pk: UUID) -> Proposal:
    """The proposal with its project locked, read after the lock was had."""
    project = locked_project(Proposal.objects.values_list("project", flat=True).get(pk=pk))
    proposal = Proposal.objects.select_related("freelancer").get(pk=pk)
    proposal.project = project
    return proposal


def invitee(*, client: User, username: str) -> User:
    """The freelancer of this name whom the client may invite: one whose page the client sees.

    Raises NotAFreelancer for any other, as for nobody: else it would tell who is hidden, or who
    blocked the client.
    """
    visible = Profile.objects.visible_to(client).filter(user__role=Role.FREELANCER)
    found = visible.filter(user__username=username.lower()).select_related("user").first()
    if found is None:
        raise NotAFreelancer
    return found.user


def invite(*, client: User, project: Project, username: str, message: str = "") -> Invitation:
    """Ask a freelancer for a proposal, once.

    Raises NotYourMove, NotVerified, WrongState, ProjectRemoved, NotAFreelancer, AlreadyInvited and
    LimitExceeded.
    """
    if party_of(project, client) is not Party.CLIENT:
        raise NotYourMove
    require_verified(client)
    count_invitation(client)
    with transaction.atomic():
        locked_user(client)  # whoever blocks one of the two waits, or has been seen
        locked = locked_project(project.pk)
        if locked.status != ProjectStatus.OPEN:
            raise WrongState("invite", locked.status)
        require_in_sight(locked)
        freelancer = invitee(client=client, username=username)
        invitation, is_new = Invitation.objects.get_or_create(
            project=locked, freelancer=freelancer, defaults={"message": message}
        )
        if not is_new:
            raise AlreadyInvited
        live = locked.proposals.filter(freelancer=freelancer, status=ProposalStatus.SUBMITTED)
        if live.exists():
            raise AlreadyProposed
        record_event(
            INVITATION_SENT(
                invitation.pk,
                actor=client.pk,
                concerns=[client.pk, freelancer.pk],
                project=locked.pk,
            )
        )
    return invitation


def decline_invitation(*, freelancer: User, invitation: Invitation) -> Invitation:
    """Say that there will be no proposal. Raises WrongState when it was answered, or expired with
    its project.
    """
    with transaction.atomic():
        locked = locked_project(invitation.project_id)
        if locked.status != ProjectStatus.OPEN:
            raise WrongState("decline", locked.status)
        own = Invitation.objects.filter(project=locked, freelancer=freelancer, answered_at=None)
        if own.filter(expired_at__isnull=False).exists():
            raise WrongState("decline", ProjectStatus.CANCELLED)  # a block says nothing else
        if not _answer(locked, freelancer):
            raise WrongState("decline", "answered")
        record_event(
            INVITATION_DECLINED(
                invitation.pk,
                actor=freelancer.pk,
                concerns=[locked.client_id, freelancer.pk],
                project=locked.pk,
            )
        )
    invitation.refresh_from_db()
    return invitation


def _answer(project: Project, freelancer: User) -> bool:
    """Note that a freelancer answered the invitation to a locked project; whether there was one."""
    waiting = Invitation.objects.filter(
        project=project, freelancer=freelancer, answered_at__isnull=True
    )
    if not waiting.update(answered_at=Now()):
        return False
    update_records(freelancer)
    return True
