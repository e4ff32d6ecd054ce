"""What a decision does: the restriction it makes or ends, and the row that shows it. In the
transaction of the decision, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Status
from accounts.services.status import restore, suspend
from foundation.events import record
from foundation.moderated import ModerationState
from moderation.concerned import others_concerned
from moderation.events import shown_or_not
from moderation.models import RESTRICTS, Action, Restricted, Restriction
from moderation.objects import KINDS, object_of
from moderation.services.cases import locked_case
from profiles.services.moderation import set_search_restriction

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from moderation.models import Case, Decision

STATES = {Action.HIDE: ModerationState.HIDDEN, Action.REMOVE: ModerationState.REMOVED}


def impose(decision: Decision) -> None:
    """Restrict what the decision says; it takes the place of a restriction of the same kind, which
    is in force again, if it still holds, when this one ends (`lift`).
    """
    kind = RESTRICTS[decision.action]
    in_force = Restriction.objects.in_force().filter(kind=kind, target_id=decision.target_id)
    former = in_force.first()
    in_force.update(ended_at=Now(), ended_by=decision)
    before = former.status_before if former else decision.subject.status
    Restriction.objects.create(
        decision=decision,
        kind=kind,
        target_id=decision.target_id,
        status_before=before if kind == Restricted.ACCOUNT else "",
        ends_at=decision.ends_at,
    )
    EFFECTS[kind].enforce(decision)


def lift(restriction: Restriction, *, by: Decision | None = None) -> None:
    """End a restriction, by a decision or by time: all is as before. An earlier one of its kind
    whose place it took, and that holds still, is in force again.
    """
    ended = Restriction.objects.in_force().filter(pk=restriction.pk)
    if not ended.update(ended_at=Now(), ended_by=by):
        return
    earlier = _covered_by(restriction)
    if earlier is None:
        EFFECTS[restriction.kind].free(restriction)
        return
    Restriction.objects.filter(pk=earlier.pk).update(ended_at=None, ended_by=None)
    EFFECTS[earlier.kind].enforce(earlier.decision)


def _covered_by(restriction: Restriction) -> Restriction | None:
    """The latest of those on the same row that hold still."""
    covered = Restriction.objects.covered().filter(
        decision__subject=restriction.decision.subject_id,  # by whom they have an index
        kind=restriction.kind,
        target_id=restriction.target_id,
    )
    return covered.select_related("decision__case", "decision__subject").order_by("-pk").first()


def _take_out_of_sight(decision: Decision) -> None:
    _set_state(decision.case, STATES[Action(decision.action)], decision)


def _show_again(restriction: Restriction) -> None:
    _set_state(restriction.decision.case, ModerationState.VISIBLE, None)


def _leave_out_of_search(decision: Decision) -> None:
    set_search_restriction(user=decision.subject, decision=decision.pk)


def _let_be_found(restriction: Restriction) -> None:
    set_search_restriction(user=restriction.decision.subject, decision=None)


def _suspend(decision: Decision) -> None:
    if not decision.subject.erased_at:
        suspend(user=decision.subject, decision=decision.pk)


def _restore(restriction: Restriction) -> None:
    subject = restriction.decision.subject
    if subject.status == Status.SUSPENDED and not subject.erased_at:
        restore(user=subject, to=Status(restriction.status_before))


def _set_state(case: Case, state: ModerationState, decision: Decision | None) -> None:
    row = object_of(case.object_kind, case.object_id)
    set_state = KINDS[case.object_kind].set_state
    if row is not None and set_state:  # its owner may have deleted it since
        set_state(row, state, decision.pk if decision else None)
        if concerned := others_concerned(case.object_kind, row):
            is_visible = state == ModerationState.VISIBLE
            record(shown_or_not(case, state, is_visible=is_visible, concerns=concerned))


@dataclass(frozen=True)
class Effect:
    """What a restriction of one kind does, and how it is undone."""

    enforce: Callable[[Decision], None]
    free: Callable[[Restriction], None]


EFFECTS: dict[str, Effect] = {
    Restricted.CONTENT: Effect(_take_out_of_sight, _show_again),
    Restricted.SEARCH: Effect(_leave_out_of_search, _let_be_found),
    Restricted.ACCOUNT: Effect(_suspend, _restore),
}


def next_end() -> datetime | None:
    """When the next temporary restriction ends; past, if it is due. One that is covered may be in
    force by then, too late for other processes to learn of it.
    """
    return (
        (Restriction.objects.in_force() | Restriction.objects.covered())
        .filter(ends_at__isnull=False)
        .order_by("ends_at")
        .values_list("ends_at", flat=True)
        .first()
    )


def end_due() -> int:
    """End the restrictions whose time is over; answers how many. May run at once anywhere."""
    ended = 0
    for due in Restriction.objects.due().select_related("decision__case"):
        with transaction.atomic():
            locked_case(due.decision.case)
            still_due = Restriction.objects.due().filter(pk=due.pk)
            if found := still_due.select_related("decision__case", "decision__subject").first():
                lift(found)
                ended += 1
    return ended
