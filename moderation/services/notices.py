"""Who is told what: receipts, statements of reasons, outcomes of reports and appeals (Digital
Services Act, Articles 16(4), 16(5), 17 and 20(5)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from accounts.services.email import send_mail
from moderation.appeal_links import appeal_token
from moderation.models import AGAINST, Action, Restriction

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from moderation.models import Appeal, Case, Decision, Report


def tell_of_receipt(report: Report) -> None:
    """That the report has arrived."""
    title = _title(report.case, report.reporter, otherwise=report.pk)
    _send("received", report.reporter, report.email, report=report, case=report.case, title=title)


def tell_of_decision(decision: Decision) -> None:
    """The statement of reasons, to the person affected; that nothing was wrong is no news."""
    if decision.action in AGAINST or decision.action == Action.RESTORE:
        _send(
            *("statement", decision.subject, ""),
            decision=decision,
            case=decision.case,
            title=_title(decision.case, decision.subject, otherwise=decision.pk),
            standing=_standing(decision),
            link=_link(decision, user=decision.subject),
        )


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


def tell_of_outcome(decision: Decision) -> None:
    """What came of a case, to all who reported it."""
    for report in decision.case.reports.select_related("reporter"):
        link = _link(decision, user=report.reporter, email=report.email)
        _send(
            *("outcome", report.reporter, report.email),
            decision=decision,
            case=decision.case,
            title=_title(decision.case, report.reporter, otherwise=report.pk),
            link=link,
            was_upheld=decision.action in AGAINST,
        )


def _title(case: Case, user: User | None, *, otherwise: UUID) -> str:
    """What it is about. Anybody can give any address as a stranger's, or register with it: until it
    is verified it gets no words that a member chose, but an id.
    """
    is_verified = user is not None and user.email_verified_at is not None
    return case.title if is_verified else str(otherwise)


def tell_of_appeal(appeal: Appeal) -> None:
    """What came of an appeal, to who made it."""
    case = appeal.decision.case
    title = _title(case, appeal.appellant, otherwise=appeal.decision_id)
    _send("appeal", appeal.appellant, appeal.email, appeal=appeal, case=case, title=title)


def _link(decision: Decision, *, user: User | None, email: str = "") -> str:
    token = appeal_token(decision, user=user, email=email)
    return f"{settings.SITE_URL}/appeal?{urlencode({'token': token})}"


def _send(template: str, user: User | None, email: str, **context: Any) -> None:
    """Queue a mail for a user who has an address, or for an address."""
    recipient = user.email if user else email
    if recipient:
        send_mail(app="moderation", template=template, recipient=recipient, user=user, **context)
