"""Who may move a project or a proposal from where to where: the rules, as data, and their use.

Every change of state goes through `move` or `move_proposal`, which record it. The caller holds the
project's row lock (`locked_project`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from foundation import events
from foundation.moderated import ModerationState
from projects.errors import NotYourMove, ProjectRemoved, WrongState
from projects.events import of_move
from projects.models import (
    AgreementStep,
    ChangeRequest,
    Invitation,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    SharedContact,
    Transition,
)
from projects.search.noting import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from accounts.models import User


class Party(StrEnum):
    """Who acts."""

    CLIENT = "client"
    FREELANCER = "freelancer"
    TIME = "time"


_IN_SIGHT = frozenset({ModerationState.VISIBLE})
_NOT_REMOVED = _IN_SIGHT | {ModerationState.HIDDEN}
_ANY = frozenset(ModerationState)


@dataclass(frozen=True)
class Rule:
    """One way from states to a state. `when_delivered` asks that the freelancer has, or has not,
    said that the work is done. `while_moderated` names what a decision may have done with the
    project: what ends it is always possible, what brings others into it only while all see it.
    """

    action: str
    sources: frozenset[str]
    target: str
    by: frozenset[Party]
    needs_reason: bool = False
    when_delivered: bool | None = None
    while_moderated: frozenset[str] = _IN_SIGHT


def _rules(*rules: Rule) -> Mapping[str, Rule]:
    return {rule.action: rule for rule in rules}


_CLIENT, _FREELANCER = frozenset({Party.CLIENT}), frozenset({Party.FREELANCER})
_TIME = frozenset({Party.TIME})
_BOTH = _CLIENT | _FREELANCER
_DRAFT, _OPEN = frozenset({ProjectStatus.DRAFT}), frozenset({ProjectStatus.OPEN})
_EXPIRED, _FILLED = frozenset({ProjectStatus.EXPIRED}), frozenset({ProjectStatus.FILLED})
_WORKING = frozenset({ProjectStatus.IN_PROGRESS})
_LIVE = frozenset({ProposalStatus.SUBMITTED})
_DECIDED = frozenset({ProposalStatus.ACCEPTED, ProposalStatus.DECLINED})

PROJECT_RULES = _rules(
    Rule("open", _DRAFT | _EXPIRED, ProjectStatus.OPEN, _CLIENT),
    Rule("open_privately", _DRAFT | _EXPIRED, ProjectStatus.OPEN, _CLIENT),
    Rule("extend", _OPEN, ProjectStatus.OPEN, _CLIENT, while_moderated=_NOT_REMOVED),
    Rule("expire", _OPEN, ProjectStatus.EXPIRED, _TIME, while_moderated=_ANY),
    Rule("cancel", _DRAFT | _OPEN, ProjectStatus.CANCELLED, _CLIENT, while_moderated=_ANY),
    Rule("start", _OPEN, ProjectStatus.IN_PROGRESS, _CLIENT),
    Rule("take_offer", _OPEN, ProjectStatus.IN_PROGRESS, _FREELANCER),
    Rule("take_opening", _OPEN, ProjectStatus.OPEN, _CLIENT),
    Rule("fill", _OPEN, ProjectStatus.FILLED, _CLIENT),
    Rule("free_opening", _OPEN, ProjectStatus.OPEN, _CLIENT, while_moderated=_ANY),
    Rule("reopen", _FILLED, ProjectStatus.OPEN, _CLIENT, while_moderated=_ANY),
    Rule(
        "deliver",
        _WORKING,
        ProjectStatus.IN_PROGRESS,
        _FREELANCER,
        when_delivered=False,
        while_moderated=_NOT_REMOVED,
    ),
    Rule(
        "reject_delivery",
        _WORKING,
        ProjectStatus.IN_PROGRESS,
        _CLIENT,
        needs_reason=True,
        when_delivered=True,
        while_moderated=_NOT_REMOVED,
    ),
    Rule("complete", _WORKING, ProjectStatus.COMPLETED, _CLIENT, while_moderated=_NOT_REMOVED),
    Rule(
        "lapse",
        _WORKING,
        ProjectStatus.COMPLETED,
        _TIME,
        when_delivered=True,
        while_moderated=_NOT_REMOVED,
    ),
    Rule(
        "end_by_consent",
        _WORKING,
        ProjectStatus.ENDED_EARLY,
        _BOTH,
        while_moderated=_ANY,
    ),
    Rule(
        "did_not_happen",
        _WORKING,
        ProjectStatus.CANCELLED,
        _BOTH,
        when_delivered=False,
        while_moderated=_ANY,
    ),
    Rule("undo", _WORKING, ProjectStatus.OPEN, _BOTH, when_delivered=False),
    Rule(
        "end_early",
        _WORKING,
        ProjectStatus.ENDED_EARLY,
        _BOTH,
        needs_reason=True,
        while_moderated=_ANY,
    ),
)
PROPOSAL_RULES = _rules(
    Rule("confirm", _LIVE, ProposalStatus.SUBMITTED, _FREELANCER),
    Rule("accept", _LIVE, ProposalStatus.ACCEPTED, _CLIENT),
    Rule("decline", _LIVE, ProposalStatus.DECLINED, _CLIENT, while_moderated=_ANY),
    Rule("expire", _LIVE, ProposalStatus.DECLINED, _TIME, while_moderated=_ANY),
    Rule("withdraw", _LIVE, ProposalStatus.WITHDRAWN, _FREELANCER, while_moderated=_ANY),
    Rule("restore", _DECIDED, ProposalStatus.SUBMITTED, _CLIENT),
)
# What comes of something else, and is no act by itself: of accepting a proposal, an offer or a
# change request, or of opening a private project.
NOT_BY_ITSELF = frozenset(
    {
        *("start", "take_offer", "take_opening", "fill", "free_opening", "reopen"),
        *("open_privately", "end_by_consent", "did_not_happen", "undo"),
    }
)


def party_of(project: Project, user: User | None) -> Party | None:
    """As whom somebody acts on a project; nobody is time, and a stranger None."""
    if user is None:
        return Party.TIME
    if user.pk == project.client_id:
        return Party.CLIENT
    return Party.FREELANCER if user.pk == project.freelancer_id else None


def parties_of(project: Project) -> tuple[UUID, ...]:
    """Both parties, or the client as long as no work was agreed."""
    return tuple(pk for pk in (project.client_id, project.freelancer_id) if pk)


def possible_actions(project: Project, user: User) -> list[str]:
    """What this user may do with a project in its state."""
    party = party_of(project, user)
    return [
        rule.action
        for rule in PROJECT_RULES.values()
        if party in rule.by
        and _allows(rule, project)
        and project.standing in rule.while_moderated
        and rule.action not in NOT_BY_ITSELF
    ]


def _allows(rule: Rule, project: Project) -> bool:
    is_delivered = project.delivered_at is not None
    return project.status in rule.sources and rule.when_delivered in (None, is_delivered)


def require_in_sight(project: Project) -> None:
    """For what brings somebody else into it. Raises ProjectRemoved."""
    _require_moderated(project, _IN_SIGHT)


def require_not_removed(project: Project) -> None:
    """For what goes on with it. Raises ProjectRemoved."""
    _require_moderated(project, _NOT_REMOVED)


def _require_moderated(project: Project, states: frozenset[str]) -> None:
    if project.standing not in states:
        raise ProjectRemoved


def move(
    project: Project, action: str, *, actor: User | None, reason: str = "", **times: object
) -> Transition:
    """Move a locked project by a rule, set the `times` that go with it, and record it.

    Raises NotYourMove, WrongState and ProjectRemoved.
    """
    rule = PROJECT_RULES[action]
    if party_of(project, actor) not in rule.by:
        raise NotYourMove
    if not _allows(rule, project):
        delivered = "delivered" if project.delivered_at else "not delivered"
        is_other = project.status not in rule.sources
        raise WrongState(action, project.status if is_other else delivered)
    _require_moderated(project, rule.while_moderated)
    before, project.status = project.status, rule.target
    parties = parties_of(project)
    for name, value in times.items():
        setattr(project, name, value)
    project.save(update_fields=["status", *times, "updated_at"])
    _leave(project, before)
    return record(
        project,
        action,
        before,
        rule.target,
        actor=actor,
        reason=reason,
        concerns=(*parties, *parties_of(project)),
    )


def _leave(project: Project, before: str) -> None:
    """What ends with the state that a project leaves."""
    if before == ProjectStatus.IN_PROGRESS != project.status:
        SharedContact.objects.filter(project=project).delete()
        ChangeRequest.objects.filter(agreement__project=project).lapse()
    if before == ProjectStatus.OPEN != project.status:
        Invitation.objects.filter(project=project).no_longer_open()
    if ProjectStatus.OPEN in (before, project.status):
        note([project.pk])


def require_proposal_move(proposal: Proposal, action: str, *, actor: User | None) -> Rule:
    """The rule by which a proposal of a locked project can be moved. Raises NotYourMove, WrongState
    and ProjectRemoved.
    """
    rule = PROPOSAL_RULES[action]
    if _party_to(proposal, actor) not in rule.by:
        raise NotYourMove
    if proposal.status not in rule.sources:
        raise WrongState(action, proposal.status)
    _require_moderated(proposal.project, rule.while_moderated)
    return rule


def move_proposal(
    proposal: Proposal, action: str, *, actor: User | None, reason: str = "", **times: object
) -> None:
    """Move a proposal of a locked project by a rule, and record it.

    Raises NotYourMove, WrongState and ProjectRemoved.
    """
    rule = require_proposal_move(proposal, action, actor=actor)
    before, proposal.status = proposal.status, rule.target
    for name, value in times.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["status", *times, "updated_at"])
    record(
        proposal.project,
        action,
        before,
        rule.target,
        actor=actor,
        reason=reason,
        proposal=proposal,
    )


def _party_to(proposal: Proposal, actor: User | None) -> Party:
    if actor is None:
        return Party.TIME
    is_client = actor.pk == proposal.project.client_id
    return Party.CLIENT if is_client else Party.FREELANCER


def record(
    project: Project,
    action: str,
    before: str,
    after: str,
    *,
    actor: User | None,
    reason: str = "",
    proposal: Proposal | None = None,
    step: AgreementStep | None = None,
    concerns: tuple[UUID, ...] = (),
) -> Transition:
    """Write down who moved what, from where to where, and why, and have it told to those whom it
    `concerns`; nobody said, the parties.
    """
    transition = Transition.objects.create(
        project=project,
        proposal=proposal,
        step=step,
        action=action,
        from_status=before,
        to_status=after,
        actor=actor,
        reason=reason,
    )
    if event := of_move(transition, concerns or parties_of(project)):
        events.record(event)
    return transition
