"""Who is told what: receipts, statements of reasons, outcomes of reports and appeals (Digital
Services Act, Articles 16(4), 16(5), 17 and 20(5)).

Members are told by events, of which notifications and their mails are made. By hand goes what no
account gets: what strangers who reported are told, and the receipt, which answers whoever sent a
report, member or not, while reports themselves leave by no door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.services.email import send_mail
from foundation import site_links
from foundation.events import record
from moderation import events
from moderation.appeal_links import appeal_token
from moderation.models import AGAINST, SETTLES, Action, Decision, Outcome, Restriction

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from moderation.models import Appeal, Case, Report


# --- Who is told ----------------------------------------------------------------------------------


def tell_of_receipt(report: Report) -> None:
    """That the report has arrived."""
    title = _title(report.case, report.reporter, otherwise=report.pk)
    _send("received", report.reporter, report.email, report=report, case=report.case, title=title)


def tell_of_decision(decision: Decision) -> None:
    """The person affected gets the statement of reasons; that nothing was wrong is no news."""
    if decision.action in AGAINST or decision.action == Action.RESTORE:
        record(events.decided(decision))


def tell_of_outcome(decision: Decision) -> None:
    """What came of a case, to all who reported it, but for whom it is against: they get the
    statement of reasons.
    """
    outcome = decision.report_outcome
    reports = list(decision.case.reports.order_by("id"))
    told = [one for one in reports if one.reporter_id not in (None, decision.subject_id)]
    record(*(events.answered(one, decision, outcome) for one in told))
    for report in reports:
        if not report.reporter_id:
            _send("outcome", None, report.email, **outcome_of(report, decision, None))


def tell_of_appeal(appeal: Appeal) -> None:
    """What came of an appeal, to who made it."""
    if appeal.appellant_id:
        record(events.appeal_answered(appeal))
    else:
        _send("appeal", None, appeal.email, **answer_to(appeal, None))


# --- What mails are written of --------------------------------------------------------------------


def statement_of(decision: Decision) -> dict[str, Any]:
    """The reasons of a decision, for the person affected."""
    return {
        "decision": decision,
        "case": decision.case,
        "title": _title(decision.case, decision.subject, otherwise=decision.pk),
        "standing": _standing(decision),
        "is_of_an_end": decision.action in SETTLES,
        "link": appeal_link(decision, user=decision.subject),
        "was_found_by_comparing": decision.case.copies.exists(),
    }


def outcome_of(report: Report, decision: Decision, reporter: User | None) -> dict[str, Any]:
    """What came of a report, for who made it, None being a stranger."""
    return {
        "decision": decision,
        "case": decision.case,
        "title": _title(decision.case, reporter, otherwise=report.pk),
        "link": appeal_link(decision, user=reporter, email=report.email),
        "was_upheld": decision.report_outcome == Outcome.UPHELD,
        "is_of_an_end": decision.action in SETTLES,
    }


def answer_to(appeal: Appeal, appellant: User | None) -> dict[str, Any]:
    """What came of an appeal, for who made it, None being a stranger."""
    case = appeal.decision.case
    title = _title(case, appellant, otherwise=appeal.decision_id)
    return {"appeal": appeal, "case": case, "title": title}


def appeal_link(decision: Decision, *, user: User | None, email: str = "") -> str:
    """The page with the decision and its reasons, on which one can appeal without logging in."""
    token = appeal_token(decision, user=user, email=email)
    return site_links.link("appeal", token=token)


def appeal_link_of_suspended(user: User) -> str:
    """The page with the decision that suspends a user; empty if none does."""
    if user.suspended_by is None:
        return ""
    decision = Decision.objects.filter(pk=user.suspended_by, subject=user).first()
    return appeal_link(decision, user=user) if decision else ""


def _standing(decision: Decision) -> Decision | None:
    """The earlier decision that restricts still what this one freed."""
    restriction = getattr(decision.overrides, "restriction", None)
    if restriction is None:
        return None
    same = Restriction.objects.in_force().filter(
        kind=restriction.kind, target_id=restriction.target_id
    )
    found = same.exclude(decision=decision).select_related("decision").first()
    return found.decision if found else None


def _title(case: Case, user: User | None, *, otherwise: UUID) -> str:
    """What it is about. Anybody can give any address as a stranger's, or register with it: until it
    is verified it gets no words that a member chose, but an id.
    """
    is_verified = user is not None and user.email_verified_at is not None
    return case.title_to(user) if is_verified else str(otherwise)


def _send(template: str, user: User | None, email: str, **context: Any) -> None:
    """Queue a mail for a user who has an address, or for an address."""
    recipient = user.email if user else email
    if recipient:
        send_mail(app="moderation", template=template, recipient=recipient, user=user, **context)
