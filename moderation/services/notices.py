"""Who is told what: receipts, statements of reasons, outcomes of reports and appeals (Digital
Services Act, Articles 16(4), 16(5), 17 and 20(5)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from accounts.services.email import send_mail
from moderation.appeal_links import appeal_token
from moderation.models import AGAINST, Action, Case

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Appeal, Decision, Report


def tell_of_receipt(report: Report) -> None:
    """That the report has arrived. Anybody can give any address as a stranger's: it gets no words
    that a member chose, but the report's id in place of the title.
    """
    case = report.case
    if report.reporter is None:
        case = Case(object_kind=case.object_kind, title=str(report.pk))
    _send("received", report.reporter, report.email, report=report, case=case)


def tell_of_decision(decision: Decision) -> None:
    """The statement of reasons, to the person affected; that nothing was wrong is no news."""
    if decision.action in AGAINST or decision.action == Action.RESTORE:
        link = _link(decision, user=decision.subject)
        _send("statement", decision.subject, "", decision=decision, case=decision.case, link=link)


def tell_of_outcome(decision: Decision) -> None:
    """What came of a case, to all who reported it."""
    for report in decision.case.reports.select_related("reporter"):
        link = _link(decision, user=report.reporter, email=report.email)
        _send(
            *("outcome", report.reporter, report.email),
            decision=decision,
            case=decision.case,
            link=link,
            was_upheld=decision.action in AGAINST,
        )


def tell_of_appeal(appeal: Appeal) -> None:
    """What came of an appeal, to who made it."""
    _send("appeal", appeal.appellant, appeal.email, appeal=appeal, case=appeal.decision.case)


def _link(decision: Decision, *, user: User | None, email: str = "") -> str:
    token = appeal_token(decision, user=user, email=email)
    return f"{settings.SITE_URL}/appeal?{urlencode({'token': token})}"


def _send(template: str, user: User | None, email: str, **context: Any) -> None:
    """Queue a mail for a user who has an address, or for an address."""
    recipient = user.email if user else email
    if recipient:
        send_mail(app="moderation", template=template, recipient=recipient, user=user, **context)
