"""What happens in moderation: the kinds of events. Reports and cases are internal; those whom a
decision concerns are told of it, and never by whom it was made, nor who reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.events import Audience, declare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from foundation.models import Event
    from moderation.models import Appeal, Case, Decision, Report

REPORT_MADE = declare(
    "report.made",
    audience=Audience.INTERNAL,
    meaning="Somebody, a stranger if nobody acted, reported something.",
    holds=["case", "reason"],
)
REPORT_ANSWERED = declare(
    "report.answered",
    audience=Audience.PARTIES,
    meaning="What a member reported was decided on.",
    holds=["decision", "outcome"],
)
CASE_OPENED = declare(
    "case.opened",
    audience=Audience.INTERNAL,
    meaning="A case was opened, by staff or by the first report.",
    holds=["object", "object_kind"],
)
CASE_CLOSED = declare(
    "case.closed",
    audience=Audience.INTERNAL,
    meaning="A moderator decided a case.",
    holds=["action", "decision"],
)
DECISION_MADE = declare(
    "decision.made",
    audience=Audience.PARTIES,
    meaning="Something was decided against somebody.",
    holds=["action", "decision"],
)
DECISION_UNDONE = declare(
    "decision.undone",
    audience=Audience.PARTIES,
    meaning="A later decision, `decision`, took the place of an earlier one, the subject.",
    holds=["action", "decision"],
)
APPEAL_MADE = declare(
    "appeal.made",
    audience=Audience.STAFF,
    meaning="Somebody, a stranger if nobody acted, appealed against a decision.",
    holds=["decision"],
)
APPEAL_ANSWERED = declare(
    "appeal.answered",
    audience=Audience.PARTIES,
    meaning="An appeal was decided on by somebody else.",
    holds=["decision", "outcome"],
)
CONTENT_TAKEN_DOWN = declare(
    "content.taken_down",
    audience=Audience.PARTIES,
    meaning="A decision took something out of others' sight, for a while or for good.",
    holds=["object_kind", "state"],
)
CONTENT_RESTORED = declare(
    "content.restored",
    audience=Audience.PARTIES,
    meaning="What a decision had taken down is in sight again, by another decision or by time.",
    holds=["object_kind"],
)


def reported(report: Report) -> Event:
    """That somebody reported something."""
    who = report.reporter_id
    concerns = [who] if who else []
    return REPORT_MADE(
        report.pk, actor=who, concerns=concerns, case=report.case_id, reason=report.reason
    )


def answered(report: Report, decision: Decision, outcome: str) -> Event:
    """What came of a member's report."""
    concerns = [report.reporter_id] if report.reporter_id else []
    return REPORT_ANSWERED(
        report.pk, actor=None, concerns=concerns, decision=decision.pk, outcome=outcome
    )


def opened(case: Case) -> Event:
    """That there is a case."""
    return CASE_OPENED(
        case.pk,
        actor=case.opened_by_id,
        concerns=[case.subject_id],
        object=case.object_id,
        object_kind=case.object_kind,
    )


def closed(decision: Decision) -> Event:
    """That a moderator decided a case."""
    return CASE_CLOSED(
        decision.case_id,
        actor=decision.made_by_id,
        concerns=[decision.subject_id],
        action=decision.action,
        decision=decision.pk,
    )


def decided(decision: Decision) -> Event:
    """That something was decided, or undone, whichever it is."""
    kind = DECISION_UNDONE if decision.overrides_id else DECISION_MADE
    return kind(
        decision.overrides_id or decision.pk,
        actor=None,
        concerns=[decision.subject_id],
        action=decision.action,
        decision=decision.pk,
    )


def appealed(appeal: Appeal) -> Event:
    """That somebody appealed."""
    who = appeal.appellant_id
    concerns = [who] if who else []
    return APPEAL_MADE(appeal.pk, actor=who, concerns=concerns, decision=appeal.decision_id)


def appeal_answered(appeal: Appeal) -> Event:
    """That an appeal was decided."""
    return APPEAL_ANSWERED(
        appeal.pk,
        actor=None,
        concerns=[appeal.appellant_id] if appeal.appellant_id else [],
        decision=appeal.decision_id,
        outcome=appeal.outcome,
    )


def shown_or_not(case: Case, state: str, *, is_visible: bool, concerns: Iterable[UUID]) -> Event:
    """That what a case is about went out of sight, or is back."""
    kind = case.object_kind
    if is_visible:
        return CONTENT_RESTORED(case.object_id, actor=None, concerns=concerns, object_kind=kind)
    return CONTENT_TAKEN_DOWN(
        case.object_id, actor=None, concerns=concerns, object_kind=kind, state=state
    )
