"""One decision on all copies of a text, and its undoing.

Each copy gets a decision like any other, on a case of its own: its author is told why and can
appeal. Up to 100 are decided in one transaction; of more, the others follow by a task, as many at a
time, in the order of the apps that they belong to.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext
from django_tasks import task

from accounts.services.locking import lock_all
from foundation.errors import DomainError
from moderation import errors
from moderation.models import (
    AGAINST,
    RESTRICTS,
    Action,
    CopiedText,
    CopyReading,
    Decision,
    ObjectKind,
    Restricted,
    TextCopy,
)
from moderation.models.decision import MOST_FACTS
from moderation.objects import KINDS, object_of
from moderation.services.cases import locked_open_case
from moderation.services.deciding import Ruling, check_ruling, decide, take_back

if TYPE_CHECKING:
    from accounts.models import User
    from moderation.models import Case

logger = structlog.get_logger("guildhall.moderation")

AT_ONCE = 100
# Writers lock projects before profiles (projects/services/locking.py).
ORDER: list[str] = [
    *(ObjectKind.PROJECT, ObjectKind.PROPOSAL, ObjectKind.INVITATION, ObjectKind.REVIEW),
    *(ObjectKind.REPLY, ObjectKind.MESSAGE, ObjectKind.PROFILE),
]


COPIES_ACTIONS = (Action.KEEP, Action.HIDE, Action.REMOVE, Action.WARN, Action.SUSPEND)


class Done(NamedTuple):
    """How many copies were decided on, and how many are left: for somebody else, as their author is
    staff or their case is another moderator's, or to follow by a task.
    """

    decided: int
    left: int


def decide_copies(*, copied: CopiedText, moderator: User, ruling: Ruling) -> Done:
    """Decide on all copies of a text on which nobody has decided. What cannot be hidden, because
    only the person who got it sees it, is a warning to its author.

    Raises CaseDecided, MayNotDecide and ActionRefused.
    """
    _require_may_decide(moderator)
    check_ruling(ruling)
    if ruling.action not in COPIES_ACTIONS:
        raise errors.ActionRefused(attr="action")
    with transaction.atomic():
        locked = _locked(copied)
        if locked.waits_since is None:
            raise errors.CaseDecided
        _say(locked, moderator, ruling)
        if ruling.action == Action.KEEP:
            CopiedText.objects.filter(pk=locked.pk).update(waits_since=None)
            logger.info("copies_decided", id=str(locked.pk), action=ruling.action, copies=0)
            return Done(0, 0)
        return _decide_some(locked, moderator, ruling)


def take_copies_back(*, copied: CopiedText, moderator: User, facts: str) -> Done:
    """Restore every copy that was decided on, as before; new copies are let be.

    Raises CaseDecided if there is nothing to restore, and MayNotDecide.
    """
    _require_may_decide(moderator)
    with transaction.atomic():
        locked = _locked(copied)
        if locked.action not in AGAINST:
            raise errors.CaseDecided
        _say(locked, moderator, Ruling(Action.RESTORE, facts=facts))
        CopiedText.objects.filter(pk=locked.pk).update(waits_since=None)
        return _restore_some(locked, moderator, facts)


def hold_soon(copied: CopiedText) -> None:
    """Have a task worker decide on new copies as was decided on the text."""
    transaction.on_commit(partial(hold_new_copies.enqueue, str(copied.pk)))


@task()
def hold_new_copies(copied_id: str) -> None:
    """Decide on new copies as was decided on the text, in the name of who did. Where that cannot be
    done any more they wait for somebody. Runs on a task worker.
    """
    with transaction.atomic():
        locked = _locked(CopiedText(pk=UUID(copied_id)))
        if locked.action in AGAINST and locked.decided_by:
            _decide_some(locked, locked.decided_by, _automatic(_ruling_of(locked)))


def note_copies_read(*, copied: CopiedText, reader: User) -> None:
    """Note that a member of staff read copies that are between two people."""
    CopyReading.objects.create(copied_text=copied, reader=reader)


@task()
def go_on(copied_id: str) -> None:
    """Do what was decided on the copies that are left. Runs on a task worker."""
    with transaction.atomic():
        locked = _locked(CopiedText(pk=UUID(copied_id)))
        moderator = locked.decided_by
        if moderator is None:
            return
        if locked.action == Action.RESTORE:
            _restore_some(locked, moderator, locked.facts)
        elif locked.action in AGAINST:
            _decide_some(locked, moderator, _ruling_of(locked))


def _locked(copied: CopiedText) -> CopiedText:
    rows = CopiedText.objects.select_related("ground", "decided_by")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=copied.pk)


def _require_may_decide(moderator: User) -> None:
    if not moderator.has_perm("moderation.decide_case"):
        raise errors.MayNotDecide


def _say(copied: CopiedText, moderator: User, ruling: Ruling) -> None:
    """Note on the text what holds for all copies."""
    copied.action, copied.ground = ruling.action, ruling.ground
    copied.facts, copied.lasts = ruling.facts, ruling.lasts
    copied.decided_by, copied.decided_at = moderator, Now()
    copied.save(update_fields=["action", "ground", "facts", "lasts", "decided_by", "decided_at"])


def _ruling_of(copied: CopiedText) -> Ruling:
    return Ruling(Action(copied.action), copied.ground, copied.facts, copied.lasts)


def _automatic(ruling: Ruling) -> Ruling:
    """The same, and that it was done by automated means (Digital Services Act, Article 17(3))."""
    with translation.override(settings.LANGUAGE_CODE):
        said = gettext(
            "This text was found by automated means: it is a copy of others on which we had "
            "decided so."
        )
    return replace(ruling, facts=f"{ruling.facts[: MOST_FACTS - len(said) - 1]} {said}")


def _decide_some(copied: CopiedText, moderator: User, ruling: Ruling) -> Done:
    """Decide on the next copies, and have the others follow."""
    waiting = TextCopy.objects.filter(copied_text=copied, case=None)
    first = dict(waiting.order_by("id").values_list("pk", "account")[:AT_ONCE])
    lock_all({*first.values(), moderator.pk})
    # Asked once more: whose account was erased meanwhile has no copy any more.
    chosen = sorted(waiting.filter(pk__in=first), key=lambda copy: ORDER.index(copy.kind))
    decided = sum(_decide(copy, moderator, ruling) for copy in chosen)
    left = waiting.count()
    CopiedText.objects.filter(pk=copied.pk).update(waits_since=Now() if left else None)
    _follow(copied, is_more=bool(left and decided and len(first) == AT_ONCE))
    logger.info("copies_decided", id=str(copied.pk), action=ruling.action, copies=decided)
    return Done(decided, left)


def _decide(copy: TextCopy, moderator: User, ruling: Ruling) -> bool:
    """Decide on one copy; whether that was done. What is gone is no copy any more."""
    row = object_of(copy.kind, copy.object_id)
    if row is None:
        copy.delete()
        return False
    own = _ruling_for(copy, ruling)
    is_on_account = RESTRICTS.get(own.action) != Restricted.CONTENT
    case = _case_of_account(copy) if is_on_account else None
    try:
        with transaction.atomic():
            if case is None:
                case = locked_open_case(copy.kind, row, opened_by=moderator)
                decide(case=case, moderator=moderator, ruling=own)
    except DomainError as error:
        logger.info("copy_left", id=str(copy.pk), code=error.code)
        return False
    TextCopy.objects.filter(pk=copy.pk).update(case=case)
    return True


def _ruling_for(copy: TextCopy, ruling: Ruling) -> Ruling:
    is_on_content = RESTRICTS.get(ruling.action) == Restricted.CONTENT
    if is_on_content and KINDS[copy.kind].set_state is None:
        return replace(ruling, action=Action.WARN, lasts=None)
    return ruling


def _case_of_account(copy: TextCopy) -> Case | None:
    """The case on which this account was warned or suspended for another copy, if it was: once is
    enough.
    """
    others = TextCopy.objects.filter(
        copied_text=copy.copied_text_id, account=copy.account_id, case__isnull=False
    )
    on_account = others.filter(
        case__decisions__action__in=(Action.WARN, Action.SUSPEND),
        case__decisions__overridden_by=None,
    )
    found = on_account.select_related("case").first()
    return found.case if found else None


def _restore_some(copied: CopiedText, moderator: User, facts: str) -> Done:
    """Take the next decisions back, and have the others follow."""
    standing = Decision.objects.filter(
        case__copies__copied_text=copied, action__in=AGAINST, overridden_by=None
    ).distinct()
    chosen = list(standing.select_related("case").order_by("id")[:AT_ONCE])
    lock_all({*(decision.subject_id for decision in chosen), moderator.pk})
    restored = sum(_take_back(decision, moderator, facts) for decision in chosen)
    left = standing.count()
    _follow(copied, is_more=bool(left and restored and len(chosen) == AT_ONCE))
    logger.info("copies_restored", id=str(copied.pk), copies=restored)
    return Done(restored, left)


def _take_back(decision: Decision, moderator: User, facts: str) -> bool:
    try:
        with transaction.atomic():
            take_back(decision=decision, moderator=moderator, facts=facts)
    except DomainError as error:
        logger.info("copy_left", id=str(decision.pk), code=error.code)
        return False
    return True


def _follow(copied: CopiedText, *, is_more: bool) -> None:
    if is_more:
        transaction.on_commit(partial(go_on.enqueue, str(copied.pk)))
