"""Who may move a step of agreed work from where to where, and its moves.

The caller holds the row lock of the project (`locked_project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from projects.errors import NotYourMove, WrongState
from projects.models import AgreementStep, Project, ProjectStatus, StepStatus
from projects.transitions import Party, Rule, party_of, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

OPEN = (StepStatus.WAITING, StepStatus.DELIVERED)
STEP_RULES: Mapping[str, Rule] = {
    rule.action: rule
    for rule in (
        Rule(
            "deliver_step",
            frozenset({StepStatus.WAITING}),
            StepStatus.DELIVERED,
            frozenset({Party.FREELANCER}),
        ),
        Rule(
            "reject_step",
            frozenset({StepStatus.DELIVERED}),
            StepStatus.WAITING,
            frozenset({Party.CLIENT}),
            needs_reason=True,
        ),
        Rule(
            "accept_step",
            frozenset(OPEN),
            StepStatus.ACCEPTED,
            frozenset({Party.CLIENT, Party.TIME}),
        ),
    )
}


def possible_step_actions(step: AgreementStep, project: Project, user: User) -> list[str]:
    """What this user may do with a step in its state."""
    if project.status != ProjectStatus.IN_PROGRESS:
        return []
    party = party_of(project, user)
    return [
        rule.action
        for rule in STEP_RULES.values()
        if party in rule.by and step.status in rule.sources
    ]


def move_step(
    step: AgreementStep,
    project: Project,
    action: str,
    *,
    actor: User | None,
    reason: str = "",
    **times: object,
) -> None:
    """Move a step of a locked project by a rule, set the `times` that go with it, and record it.

    Raises NotYourMove and WrongState.
    """
    rule = STEP_RULES[action]
    if party_of(project, actor) not in rule.by:
        raise NotYourMove
    # Completing the whole accepts the steps, after its own move.
    if project.status not in (ProjectStatus.IN_PROGRESS, ProjectStatus.COMPLETED):
        raise WrongState(action, project.status)
    if step.status not in rule.sources:
        raise WrongState(action, step.status)
    before, step.status = step.status, rule.target
    for name, value in times.items():
        setattr(step, name, value)
    step.save(update_fields=["status", *times])
    record(project, action, before, rule.target, actor=actor, reason=reason, step=step)


def accept_all_steps(project: Project, *, actor: User | None) -> None:
    """Accept what is left of a locked project that is completed: who accepts the whole accepts
    each step. Nobody is time.
    """
    left = AgreementStep.objects.filter(
        agreement__project=project, agreement__undone_at=None, status__in=OPEN
    )
    for step in left.select_related("agreement").order_by("number"):
        move_step(step, project, "accept_step", actor=actor, accepted_at=Now(), reminds_at=None)
