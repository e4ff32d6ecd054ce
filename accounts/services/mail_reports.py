"""Mails that do not arrive: what a provider reports marks the address, and its owner is told.

A mail that bounced for good marks it, and so do five in a week that bounced for now, when none
arrived in between. A report of spam marks it as well, less heavily (`accounts.services.email`).
Verifying the address again ends it, as does any other proof that a mail arrived, and a change of
the address, by a trigger of the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import EmailTrouble, MailReport, ReportKind, User
from accounts.services import mail_tally
from accounts.services.telling import tell_by_text
from foundation import site_links
from foundation.secret_keys import digests

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

logger = structlog.get_logger("guildhall.mail")

SOFT_BOUNCES = 5
SOFT_WITHIN = timedelta(days=7)
# Providers try to report for three days at most; what comes later is a repetition of old ones,
# which are known only for as long as they are kept.
TOO_OLD = timedelta(days=7)
KEPT = timedelta(days=30)
DIGEST = "mail reports: address"


@dataclass(frozen=True)
class Report:
    """What a provider said of one mail. `event_id` is its own name for the event."""

    provider: str
    event_id: str
    kind: ReportKind
    recipient: str
    happened_at: datetime

    @property
    def key(self) -> str:
        text = f"{self.provider} {self.event_id}"
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def take(report: Report) -> bool:
    """Note a report and what follows from it, once; whether it is news."""
    if report.happened_at < timezone.now() - TOO_OLD:
        return False
    if report.kind == ReportKind.DELIVERED:
        return _noted_delivery(report)
    with transaction.atomic():
        # First, so that of several bounces at once each is counted by the next.
        user = User.objects.with_email(report.recipient).select_for_update(no_key=True).first()
        is_new = _noted(report)
        if is_new:
            is_complaint = report.kind == ReportKind.COMPLAINED
            mail_tally.count(bounced=int(not is_complaint), complained=int(is_complaint))
            if user is not None and (trouble := _trouble(report)):
                _mark(user, trouble, report.happened_at)
    if is_new:
        logger.info("mail_reported", kind=str(report.kind), provider=report.provider)
    return is_new


def forget_reports(user: User) -> None:
    """Delete what was reported of somebody's address."""
    if user.email:
        MailReport.objects.filter(address_digest__in=_digests(user.email)).delete()


def prune_reports() -> int:
    """Delete old reports; how many."""
    return MailReport.objects.filter(reported_at__lt=timezone.now() - KEPT).delete()[0]


def _digests(address: str) -> list[str]:
    return digests(DIGEST, address.lower())


def _noted(report: Report) -> bool:
    _row, is_new = MailReport.objects.get_or_create(
        key=report.key,
        defaults={
            "kind": report.kind,
            "address_digest": _digests(report.recipient)[0],
            "happened_at": report.happened_at,
        },
    )
    return is_new


def _noted_delivery(report: Report) -> bool:
    """Note that one arrived, where some did not lately: those before it count no more."""
    soft = _soft_bounces(report.recipient).filter(happened_at__lt=report.happened_at)
    if not soft.exists():
        return False
    digest = _digests(report.recipient)[0]
    row = {"kind": report.kind, "address_digest": digest, "happened_at": report.happened_at}
    MailReport.objects.update_or_create(key=digest, defaults=row)
    return True


def _soft_bounces(address: str) -> QuerySet[MailReport]:
    """Those of the last days, after the last mail that arrived."""
    of_address = MailReport.objects.filter(
        address_digest__in=_digests(address), happened_at__gt=timezone.now() - SOFT_WITHIN
    )
    delivered = of_address.filter(kind=ReportKind.DELIVERED).aggregate(last=Max("happened_at"))
    soft = of_address.filter(kind=ReportKind.SOFT_BOUNCED)
    return soft.filter(happened_at__gt=delivered["last"]) if delivered["last"] else soft


def _trouble(report: Report) -> EmailTrouble | None:
    """What the report says of the address, with those before it."""
    if report.kind == ReportKind.COMPLAINED:
        return EmailTrouble.COMPLAINED
    if report.kind == ReportKind.BOUNCED:
        return EmailTrouble.BOUNCED
    is_often = _soft_bounces(report.recipient).count() >= SOFT_BOUNCES
    return EmailTrouble.BOUNCED if is_often else None


def _mark(user: User, trouble: EmailTrouble, happened_at: datetime) -> None:
    """Mark the address unless it was verified since, or is marked as heavily already."""
    is_news = Q(email_trouble="") & (
        Q(email_trouble_at__isnull=True) | Q(email_trouble_at__lt=happened_at)
    )
    if trouble == EmailTrouble.BOUNCED:
        is_news |= Q(email_trouble=EmailTrouble.COMPLAINED)
    marked = User.objects.filter(is_news, pk=user.pk)
    if not marked.update(email_trouble=trouble, email_trouble_at=Now()):
        return
    logger.info("address_marked", user=str(user.pk), trouble=str(trouble))
    text = {
        EmailTrouble.BOUNCED: _(
            "E-mails to the address of your %(site)s account do not arrive. Verify it again, or "
            "change it: %(link)s"
        ),
        EmailTrouble.COMPLAINED: _(
            "An e-mail to the address of your %(site)s account was reported as spam, so we send no "
            "more notifications there. To change that: %(link)s"
        ),
    }[trouble]
    tell_by_text(user, text, link=site_links.link("account"))
