"""Deciding: an action with its reasons, its effect, and who is told, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from foundation.characters import shows
from foundation.events import record
from moderation import errors
from moderation.events import closed
from moderation.models import (
    AGAINST,
    RESTRICTS,
    SETTLES,
    TEMPORARY,
    Action,
    Case,
    Decision,
    Restricted,
    Restriction,
)
from moderation.models.policy import LONGEST_DAYS
from moderation.objects import KINDS, object_of
from moderation.services.cases import locked_case, require_may_decide
from moderation.services.effects import impose, lift
from moderation.services.notices import tell_of_decision, tell_of_outcome

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from moderation.models import PolicyGround

logger = structlog.get_logger("guildhall.moderation")

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=LONGEST_DAYS)


@dataclass(frozen=True)
class Ruling:
    """What a moderator says: the action, the ground and the facts it rests on, and how long it
    lasts, None being until another decision.
    """

    action: Action
    ground: PolicyGround | None = None
    facts: str = ""
    lasts: timedelta | None = None


def decide(*, case: Case, moderator: User, ruling: Ruling) -> Decision:
    """Decide an open case. The person affected is told why, and the reporters what came of it.

    Raises CaseDecided, CaseClaimed, MayNotDecide, ActionRefused and ObjectGone.
    """
    with transaction.atomic():
        locked = locked_case(case, moderator=moderator)
        check_decidable(case=locked, moderator=moderator, ruling=ruling)
        decision = enact(case=locked, moderator=moderator, ruling=ruling)
        Case.objects.filter(pk=case.pk).update(
            decided_at=Now(), claimed_by=None, claimed_until=None
        )
        record(closed(decision))
        tell_of_decision(decision)
        tell_of_outcome(decision)
    return decision


def check_decidable(*, case: Case, moderator: User, ruling: Ruling) -> None:
    """Raise what `decide` would; for a preview, without the case's lock."""
    if case.decided_at is not None:
        raise errors.CaseDecided
    if Case.objects.claimed_now().filter(pk=case.pk).exclude(claimed_by=moderator).exists():
        raise errors.CaseClaimed
    require_may_decide(case=case, moderator=moderator)
    _check(case, ruling, overrides=None)


def take_back(*, decision: Decision, moderator: User, facts: str) -> Decision:
    """Restore, without an appeal, what an earlier decision restricted.

    Raises MayNotDecide and AlreadyOverridden.
    """
    with transaction.atomic():
        case = locked_case(decision.case, moderator=moderator)
        require_may_decide(case=case, moderator=moderator)
        ruling = Ruling(action=Action.RESTORE, facts=facts)
        restored = enact(case=case, moderator=moderator, ruling=ruling, overrides=decision)
        tell_of_decision(restored)
    return restored


def enact(
    *, case: Case, moderator: User, ruling: Ruling, overrides: Decision | None = None
) -> Decision:
    """Write the decision and its effect; the caller holds the case's lock and may decide it."""
    if overrides and Decision.objects.filter(overrides=overrides).exists():
        raise errors.AlreadyOverridden
    _check(case, ruling, overrides)
    decision = Decision.objects.create(
        case=case,
        subject=_affected(case, ruling.action, overrides),
        target_id=_target(case, ruling.action),
        action=ruling.action,
        ground=ruling.ground,
        ground_text=ruling.ground.text if ruling.ground else "",
        facts=ruling.facts,
        ends_at=Now() + ruling.lasts if ruling.lasts else None,
        made_by=moderator,
        overrides=overrides,
    )
    decision.refresh_from_db()
    if overrides:
        for restriction in Restriction.objects.in_force().filter(decision=overrides):
            lift(restriction, by=decision)
    if ruling.action in RESTRICTS:
        impose(decision)
    _judge(case, decision)
    _settle(case, decision)
    case.reports.update(outcome=decision.report_outcome)
    logger.info("decided", case=str(case.pk), action=ruling.action, by=str(moderator.pk))
    return decision


def _judge(case: Case, decision: Decision) -> None:
    """Have the app that the object belongs to note what a decision says is so."""
    judge = KINDS[case.object_kind].judge
    row = object_of(case.object_kind, case.object_id) if judge else None
    if judge and row is not None:
        upheld_by = decision.pk if decision.action in AGAINST else None
        judge(row, upheld_by, decision.overrides_id)


def _affected(case: Case, action: Action, overrides: Decision | None) -> User:
    """Whom an action is against, or gives back to."""
    if action in SETTLES:
        row = object_of(case.object_kind, case.object_id)
        return KINDS[case.object_kind].charges(row, action) or case.subject
    is_back = overrides is not None and action in (Action.RESTORE, Action.KEEP)
    return overrides.subject if overrides and is_back else case.subject


def _settle(case: Case, decision: Decision) -> None:
    """Answer the question that there is in the object, if there is one, or take an answer back:
    the latest that was not taken back holds.
    """
    known = KINDS[case.object_kind]
    if known.settle is None or not (decision.overrides_id or decision.action in SETTLES):
        return
    row = object_of(case.object_kind, case.object_id)
    if row is None:
        return
    latest = (
        Decision.objects.filter(
            subject__in=known.parties(row),  # by whom they have an index
            target_id=case.object_id,
            action__in=SETTLES,
            overridden_by=None,
        )
        .order_by("-pk")
        .first()
    )
    known.settle(row, Action(latest.action) if latest else None)


def _target(case: Case, action: Action) -> UUID:
    on_account = action == Action.WARN or RESTRICTS.get(action) in (
        Restricted.SEARCH,
        Restricted.ACCOUNT,
    )
    return case.subject_id if on_account else case.object_id


def _check(case: Case, ruling: Ruling, overrides: Decision | None) -> None:
    """Raise ActionRefused or ObjectGone for what cannot be done, or lacks its reasons."""
    check_ruling(ruling)
    if ruling.action == Action.RESTORE and overrides is None:
        raise errors.ActionRefused(_("There is no earlier decision to restore from."))
    if ruling.action in SETTLES:
        _check_settles(case, ruling.action)
    if ruling.action == Action.RESTRICT and case.subject.role != Role.FREELANCER:
        raise errors.ActionRefused(_("Only freelancers can be found in search."))
    if ruling.action in (Action.RESTRICT, Action.SUSPEND) and case.subject.erased_at:
        raise errors.ActionRefused(_("This account was erased."))
    is_content = RESTRICTS.get(ruling.action) == Restricted.CONTENT
    if is_content and KINDS[case.object_kind].set_state is None:
        raise errors.ActionRefused(
            _("Only the person who got it sees it, and has read it: decide on its author.")
        )
    if is_content and object_of(case.object_kind, case.object_id) is None:
        raise errors.ObjectGone


def _check_settles(case: Case, action: Action) -> None:
    """Raise ActionRefused or ObjectGone for what has no question that the action answers."""
    known = KINDS[case.object_kind]
    if known.settle is None:
        raise errors.ActionRefused(_("Only for the reason of an early end."))
    row = object_of(case.object_kind, case.object_id)
    if row is None:
        raise errors.ObjectGone
    if known.charges(row, action) is None:
        raise errors.ActionRefused(
            _("Whoever ended the work does not say that the other side caused it.")
        )


def check_ruling(ruling: Ruling) -> None:
    """Raise ActionRefused for what lacks its reasons, or has a duration that it cannot have."""
    if ruling.action in AGAINST:
        if ruling.ground is None or not ruling.ground.is_active:
            raise errors.ActionRefused(_("Choose a ground that is in use."), attr="ground")
        if not shows(ruling.facts):
            raise errors.ActionRefused(_("Say which facts it rests on."), attr="facts")
    if ruling.lasts is not None:
        if ruling.action not in TEMPORARY:
            raise errors.ActionRefused(_("This action has no duration."), attr="days")
        if not SHORTEST <= ruling.lasts <= LONGEST:
            raise errors.ActionRefused(_("From one day to five years."), attr="days")
