"""Reporting: by members and, with an address, by strangers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from foundation.addresses import network_of
from foundation.events import record
from foundation.limits import Limit, hit
from moderation import errors
from moderation.events import reported
from moderation.models import WITH_FILES, ObjectKind, Report
from moderation.objects import KINDS, visible_object
from moderation.priority import SEVERITY, credibility, set_priority
from moderation.private_objects import messages_before
from moderation.services import case_files
from moderation.services.cases import locked_open_case
from moderation.services.notices import tell_of_receipt

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Case

logger = structlog.get_logger("guildhall.moderation")

BY_MEMBER = Limit("report:member", 60, timedelta(hours=1))
BY_ADDRESS = Limit("report:address", 20, timedelta(hours=1))
BY_EMAIL = Limit("report:email", 10, timedelta(days=1))


def file_report(
    *,
    kind: str,
    object_name: str,
    reason: str,
    text: str,
    reporter: User | None,
    email: str,
    address: str,
    attach_conversation: bool = False,
) -> Report | None:
    """Report something that the reporter can see; all open reports of an object are one case. With
    a message its reporter may attach those before it.

    A second one by the same address is taken like the first, with None, so that nobody learns from
    it who else reported: an address is not proved. Raises LimitExceeded, AddressNeeded,
    NoSuchObject, OwnObject and AlreadyReported.
    """
    if reporter is None and not email:
        raise errors.AddressNeeded
    own = (BY_MEMBER, reporter.pk) if reporter else (BY_EMAIL, email.lower())
    hit(own, *(() if reporter else ((BY_ADDRESS, network_of(address)),)))
    row = visible_object(kind, object_name, reporter)
    if row is None:
        raise errors.NoSuchObject
    if reporter and KINDS[kind].owner(row).pk == reporter.pk:
        raise errors.OwnObject
    with transaction.atomic():
        case = locked_open_case(kind, row)
        report = add_report(case=case, reporter=reporter, email=email, reason=reason, text=text)
        if report:
            if kind in WITH_FILES:
                case_files.hold(case, row)
            if attach_conversation and reporter and kind == ObjectKind.MESSAGE:
                case.attached = messages_before(row, reporter)
                case.save(update_fields=["attached"])
            record(reported(report))
            tell_of_receipt(report)
    return report


def add_report(
    *, case: Case, reporter: User | None, email: str = "", reason: str, text: str
) -> Report | None:
    """Add a report to an open case, which the caller has locked, and weigh the case anew. None if
    this address has reported it already. Raises AlreadyReported if this member has.
    """
    report = _added(case, reporter, "" if reporter else email, reason, text)
    if report:
        _weigh(case, report)
    return report


def _added(case: Case, reporter: User | None, email: str, reason: str, text: str) -> Report | None:
    try:
        with transaction.atomic():
            return Report.objects.create(
                case=case, reporter=reporter, email=email, reason=reason, text=text
            )
    except IntegrityError as error:
        if reporter:
            raise errors.AlreadyReported from error
        return None


def _weigh(case: Case, report: Report) -> None:
    case.severity = max(case.severity, SEVERITY[report.reason])
    case.credibility += credibility(report.reporter)
    set_priority(case)
    case.save(update_fields=["severity", "credibility", "priority"])
    type(case).objects.filter(pk=case.pk).update(reports_count=F("reports_count") + 1)
    report.refresh_from_db()
    logger.info("reported", case=str(case.pk), kind=case.object_kind, reason=report.reason)
