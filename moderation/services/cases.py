"""Cases: made by the first report or by staff, claimed for a while by whoever decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.services.locking import lock_all
from foundation.events import record
from moderation import errors
from moderation.events import opened
from moderation.models import Case, CaseReading
from moderation.models.case import CLAIM
from moderation.objects import KINDS, object_of, staff_may_read
from moderation.priority import SEVERITY_UNREPORTED, reach, set_priority

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import CaseFile

logger = structlog.get_logger("guildhall.moderation")

TITLE_LENGTH = 200


def locked_case(case: Case, *, moderator: User | None = None) -> Case:
    """The case's row, locked after that of the account which it concerns: whoever decides, appeals
    or ends a restriction takes these two first, before any of the rows that a decision changes.
    Erasing an account takes them in the same order.

    The row of the `moderator` who decides is locked with the account's: of two who suspend each
    other at once, the second waits, and is suspended then.
    """
    lock_all({case.subject_id, moderator.pk if moderator else None})
    return Case.objects.select_for_update(no_key=True).get(pk=case.pk)


def locked_open_case(kind: str, row: Any, *, opened_by: User | None = None) -> Case:
    """The open case of an object, made if there is none, and its row locked.

    It keeps what the object says once its owner's account is locked: nothing that is being erased.
    Raises NoSuchObject for what was deleted meanwhile.
    """
    known = KINDS[kind]
    lock_all({known.owner(row).pk})
    row = object_of(kind, row.pk)
    if row is None:
        raise errors.NoSuchObject
    while True:
        try:
            case, is_new = Case.objects.get_or_create(
                object_kind=kind,
                object_id=row.pk,
                decided_at=None,
                defaults={
                    "subject": known.owner(row),
                    "title": known.title(row)[:TITLE_LENGTH],
                    "snapshot": known.says(row),
                    "opened_by": opened_by,
                    "reach": 0 if known.is_private else reach(known.page(row)),
                },
            )
        except IntegrityError:
            continue  # another was made and decided in between
        if is_new:
            record(opened(case))
        locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        if locked.decided_at is None:
            return locked


def open_case(*, kind: str, row: Any, moderator: User) -> Case:
    """Open a case without a report, or find the one that is open, and claim it.

    Raises MayNotDecide and CaseClaimed.
    """
    with transaction.atomic():
        case = locked_open_case(kind, row, opened_by=moderator)
        if case.severity < SEVERITY_UNREPORTED:
            case.severity = SEVERITY_UNREPORTED
        set_priority(case)
        case.save(update_fields=["severity", "priority"])
        return claim(case=case, moderator=moderator)


def claim(*, case: Case, moderator: User) -> Case:
    """Keep a case for oneself for 15 minutes; again, for 15 more.

    Raises MayNotDecide, CaseClaimed and CaseDecided.
    """
    require_may_decide(case=case, moderator=moderator)
    free = Q(claimed_until=None) | Q(claimed_until__lte=Now()) | Q(claimed_by=moderator)
    claimed = Case.objects.open().filter(free, pk=case.pk)
    if not claimed.update(claimed_by=moderator, claimed_until=Now() + CLAIM):
        case.refresh_from_db()
        raise errors.CaseDecided if case.decided_at else errors.CaseClaimed
    case.refresh_from_db()
    return case


def release(*, case: Case, moderator: User) -> None:
    """Give back a case that one had claimed."""
    mine = Case.objects.filter(pk=case.pk, claimed_by=moderator)
    mine.update(claimed_by=None, claimed_until=None)


def note_reading(*, case: Case, reader: User, file: CaseFile | None = None) -> bool:
    """Note that a member of staff reads what is between two people, or opens a file that came with
    it, or one of a project; whether they may.
    """
    kind = case.object_kind
    is_noted = KINDS[kind].is_private or file is not None
    row = object_of(kind, case.object_id) if is_noted else None
    may_read = is_noted and staff_may_read(kind, row, reader)
    if may_read:
        CaseReading.objects.create(case=case, reader=reader, file=file)
    return may_read


def require_may_decide(*, case: Case, moderator: User) -> None:
    """Raise MayNotDecide unless this moderator may decide this case: with the permission, no party
    in it, and, if it is about staff, with another permission.
    """
    if not moderator.has_perm("moderation.decide_case"):
        raise errors.MayNotDecide
    if case.subject.is_staff and not moderator.has_perm("moderation.decide_on_staff"):
        raise errors.MayNotDecide
    row = object_of(case.object_kind, case.object_id)
    parties = {case.subject_id} | (KINDS[case.object_kind].parties(row) if row else set())
    if moderator.pk in parties or case.reports.filter(reporter=moderator).exists():
        raise errors.MayNotDecide
