"""Proposals and invitations: how a client and a freelancer find together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.blocks import require_not_blocked
from accounts.errors import NotThere
from accounts.models import LIVE_STATUSES, Role
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.events import record as record_event
from foundation.money import require_places
from profiles.models import Profile
from projects.errors import (
    AlreadyInvited,
    AlreadyProposed,
    FreelancerAway,
    FreelancerProposed,
    NotAFreelancer,
    NotYourMove,
    ProjectChanged,
    ProposalOutdated,
    TooManyAsked,
    WrongState,
)
from projects.events import INVITATION_DECLINED, INVITATION_SENT
from projects.models import Invitation, Project, ProjectStatus, Proposal, ProposalStatus
from projects.services.agreements import agree
from projects.services.limits import count_invitation, count_proposal
from projects.services.locking import locked_project, locked_project_of
from projects.services.openings import begin_work, is_at_work, move_accepted
from projects.services.posting import decline_others
from projects.services.records import update_records
from projects.services.steps import with_agreed_steps
from projects.transitions import (
    Party,
    move_proposal,
    party_of,
    record,
    require_in_sight,
    require_proposal_move,
)

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

# For quotes that are not seen by others: whom a client knows, no market.
MAX_ASKED = 5


def submit_proposal(
    *, freelancer: User, project: Project, project_version: int | None = None, **fields: Any
) -> Proposal:
    """Offer to do an open project, as its author read it: in `project_version`, if that is said. It
    answers an invitation, if there was one. The price is by the hour where the budget is, unless
    `rate_is_hourly` says otherwise.

    Raises NotYourMove for whoever is no freelancer, NotVerified, WrongState, ProjectRemoved,
    ProjectChanged, AlreadyProposed, TooManyDecimals and LimitExceeded; and NotThere, as if there
    were no such project, if one of the two blocked the other.
    """
    if freelancer.role != Role.FREELANCER or freelancer.pk == project.client_id:
        raise NotYourMove
    require_verified(freelancer)
    require_places({"rate": fields.get("rate")}, fields.get("currency", ""))
    count_proposal(freelancer, project)
    with transaction.atomic():
        locked_user(freelancer)
        require_not_blocked(freelancer, project.client_id)
        locked = locked_project(project.pk)
        if locked.status != ProjectStatus.OPEN:
            raise WrongState("propose", locked.status)
        require_in_sight(locked)
        if locked.is_private and not _is_invited(locked, freelancer):
            raise NotThere
        require_version(locked, project_version)
        if is_at_work(locked, freelancer):
            raise AlreadyProposed
        proposal = _new_proposal(locked, freelancer, fields)
        record(locked, "submit", "", ProposalStatus.SUBMITTED, actor=freelancer, proposal=proposal)
        answer_invitation(locked, freelancer)
    return proposal


def _is_invited(project: Project, freelancer: User) -> bool:
    own = Invitation.objects.filter(project=project, freelancer=freelancer)
    return own.filter(expired_at=None).exists()


def _new_proposal(project: Project, freelancer: User, fields: dict[str, Any]) -> Proposal:
    """The proposal for a locked project. Raises AlreadyProposed, AmountWithoutCurrency,
    TooManyDecimals and StepsDoNotAddUp.
    """
    given = {"rate_is_hourly": project.budget_is_hourly, "project_version": project.version}
    terms = with_agreed_steps(given | fields)
    try:
        with transaction.atomic():
            return Proposal.objects.create(project=project, freelancer=freelancer, **terms)
    except IntegrityError as error:
        if "proposal_one_live_for_each_freelancer" in str(error):
            raise AlreadyProposed from error
        raise


def require_version(project: Project, version: int | None) -> None:
    """For what somebody answers, who read this version. Raises ProjectChanged."""
    if version is not None and version != project.version:
        raise ProjectChanged


def confirm_proposal(*, freelancer: User, proposal: Proposal, project_version: int) -> Proposal:
    """Stand by a proposal for a project that changed, and that its author read again in
    `project_version`. One that is not outdated stays as it is.

    Raises NotYourMove, WrongState, ProjectRemoved and ProjectChanged.
    """
    with transaction.atomic():
        locked = _locked(proposal.pk)
        if locked.freelancer_id != freelancer.pk:
            raise NotYourMove
        version = locked.project.version
        if locked.is_outdated or locked.status != ProposalStatus.SUBMITTED:
            move_proposal(locked, "confirm", actor=freelancer, project_version=version)
        require_version(locked.project, project_version)
    return locked


def accept_proposal(
    *, client: User, proposal: Proposal, project_version: int | None = None
) -> Proposal:
    """Give the project to a freelancer, or of several openings one; with the last one, the others'
    proposals are declined. What both accepted is frozen as their agreement. Of two acceptances at
    once for one opening, one wins. Two people may act for one client: with `project_version` it is
    accepted only as its caller read it.

    Raises NotYourMove, NotVerified, WrongState, ProjectRemoved, ProjectChanged, ProposalOutdated
    and FreelancerAway.
    """
    require_verified(client)
    with transaction.atomic():
        locked = _locked(proposal.pk)
        project = locked.project
        require_proposal_move(locked, "accept", actor=client)
        require_version(project, project_version)
        if locked.is_outdated:
            raise ProposalOutdated
        if locked.freelancer.status not in LIVE_STATUSES:
            raise FreelancerAway
        work = begin_work(project, locked.freelancer, action="start", actor=client)
        move_accepted(locked, target=work)
        move_proposal(locked, "accept", actor=client, decided_at=Now())
        agree(terms=locked, accepted_by=client)
        if project.status != ProjectStatus.OPEN:
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
    project = locked_project_of(Proposal.objects.only("project").get(pk=pk))
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
    """Ask a freelancer for a proposal, once; to a private project, one of a few.

    Raises NotYourMove, NotVerified, WrongState, ProjectRemoved, NotAFreelancer, AlreadyInvited,
    AlreadyProposed, TooManyAsked and LimitExceeded.
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
        invitation = invite_to_locked(locked, username, message=message)
        record_event(
            INVITATION_SENT(
                invitation.pk,
                actor=client.pk,
                concerns=[client.pk, invitation.freelancer_id],
                project=locked.pk,
            )
        )
    return invitation


def invite_to_locked(project: Project, username: str, **fields: Any) -> Invitation:
    """The new invitation to a locked, open project; of a private one there are a few.

    Raises ProjectRemoved, NotAFreelancer, AlreadyInvited, AlreadyProposed and TooManyAsked.
    """
    require_in_sight(project)
    freelancer = invitee(client=project.client, username=username)
    if project.is_private and project.invitations.count() >= MAX_ASKED:
        raise TooManyAsked(MAX_ASKED)
    invitation, is_new = Invitation.objects.get_or_create(
        project=project,
        freelancer=freelancer,
        defaults=fields,
    )
    if not is_new:
        raise AlreadyInvited
    live = project.proposals.filter(freelancer=freelancer, status=ProposalStatus.SUBMITTED)
    if live.exists() or is_at_work(project, freelancer):
        raise FreelancerProposed
    update_records(freelancer)
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
        if not answer_invitation(locked, freelancer):
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


def answer_invitation(project: Project, freelancer: User) -> bool:
    """Note that a freelancer answered the invitation to a locked project; whether there was one."""
    waiting = Invitation.objects.filter(
        project=project, freelancer=freelancer, answered_at__isnull=True
    )
    if not waiting.update(answered_at=Now()):
        return False
    update_records(freelancer)
    return True
