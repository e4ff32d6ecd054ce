"""Changing what was agreed, and parting by consent: one side asks, the other one answers.

Everything here happens under the project's lock, as does all that ends an agreement otherwise: of
a delivery, an end and an answer at once one comes first, and the others see what it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Min
from django.db.models.functions import Now

from accounts.blocks import is_between
from accounts.errors import SessionEnded
from accounts.models import LIVE_STATUSES
from accounts.services.locking import lock_all
from foundation.errors import DomainError
from foundation.events import record
from projects import errors, events
from projects.models import (
    PARTINGS,
    TIME_TO_UNDO,
    UNDOING,
    Agreement,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    Project,
    ProjectStatus,
)
from projects.services.limits import count_change_request
from projects.services.locking import locked_work
from projects.services.terms import check_terms, new_version, stored
from projects.services.undoing import EFFECTS, lock_who_comes_back
from projects.transitions import require_in_sight, require_not_removed

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from foundation.events import EventKind

REQUIRES = {
    ChangeKind.TERMS: require_not_removed,
    ChangeKind.UNDO: require_in_sight,
}


def request_change(
    *,
    user: User,
    agreement: Agreement,
    kind: str,
    message: str = "",
    version: int | None = None,
    **terms: Any,
) -> ChangeRequest:
    """Ask the other side for other terms, or to part. `version` is the one that the asker saw. To
    part can be asked for without words whoever blocked whom, and whatever the other's account is:
    a block leaves nobody with an end of their own doing as the only way out.

    The locks of both accounts order it against a block and an erasure. Raises NotYourMove,
    LimitExceeded, SessionEnded, OtherPartyAway, WrongState, ProjectRemoved, TooLateToUndo,
    AgreementChanged, AlreadyRequested, NothingChanges, PriceWithoutCurrency and EndsBeforeItStarts.
    """
    if user.pk not in (agreement.client_id, agreement.freelancer_id):
        raise errors.NotYourMove
    count_change_request(user)
    with transaction.atomic():
        is_wordless = kind in PARTINGS and not message
        _lock_people(user, agreement, is_wordless=is_wordless)
        project = _locked(agreement)
        _require_possible(project, agreement, kind)
        current = agreement.versions.order_by("number").last()
        if current is None or version not in (None, current.number):
            raise errors.AgreementChanged
        if agreement.change_requests.waiting().filter(kind=kind).exists():
            raise errors.AlreadyRequested
        made = ChangeRequest.objects.create(
            agreement=agreement,
            number=_next_number(agreement),
            kind=kind,
            requested_by=user,
            base_version=current.number,
            changes=stored(check_terms(current, terms)) if kind == ChangeKind.TERMS else {},
            message=message,
            expires_at=_expires_at(project, kind),
        )
        _tell(events.CHANGE_REQUESTED, made, user)
    return made


def accept_change(*, user: User, request: ChangeRequest) -> ChangeRequest:
    """Agree to what the other side asks for: it holds from now on.

    Raises NotYourMove for whoever asked, WrongState, ProjectRemoved, TooLateToUndo and
    AgreementChanged.
    """
    with transaction.atomic():
        people = lock_who_comes_back(request)
        project, locked = _locked_request(request)
        if user.pk != locked.other_party:
            raise errors.NotYourMove
        _require_waiting(locked, "accept")
        _require_possible(project, locked.agreement, locked.kind)
        if locked.kind == ChangeKind.TERMS:
            new_version(locked, accepted_by=user)
        _decide(locked, ChangeStatus.ACCEPTED, user)  # what ends the work lets what waits lapse
        _tell(events.CHANGE_ACCEPTED, locked, user)
        if effect := EFFECTS.get(ChangeKind(locked.kind)):
            effect(project, locked, user, people)
    return locked


def decline_change(*, user: User, request: ChangeRequest) -> ChangeRequest:
    """Not agree: all stays as it was. Raises NotYourMove for whoever asked, and WrongState."""
    with transaction.atomic():
        _project, locked = _locked_request(request)
        if user.pk != locked.other_party:
            raise errors.NotYourMove
        _end(locked, ChangeStatus.DECLINED, user)
    return locked


def withdraw_change(*, user: User, request: ChangeRequest) -> ChangeRequest:
    """Ask for it no more. Raises NotYourMove for the other side, and WrongState."""
    with transaction.atomic():
        _project, locked = _locked_request(request)
        if user.pk != locked.requested_by_id:
            raise errors.NotYourMove
        _end(locked, ChangeStatus.WITHDRAWN, user)
    return locked


def possible_kinds(project: Project) -> list[str]:
    """What either side of a project can ask the other for, as things are."""
    found = []
    for kind in ChangeKind.values:
        try:
            _require_project_allows(project, kind)
        except DomainError:
            continue
        found.append(kind)
    return found


def part_requests(project: Project, blocker: User) -> None:
    """End what waits in a locked project between two people of whom one blocks the other, as the
    blocker could by hand.
    """
    waiting_here = ChangeRequest.objects.waiting().filter(agreement__project=project)
    for waiting in waiting_here.select_related("agreement"):
        is_own = waiting.requested_by_id == blocker.pk
        _end(waiting, ChangeStatus.WITHDRAWN if is_own else ChangeStatus.DECLINED, blocker)


def next_overdue() -> datetime | None:
    """When the next request lapses."""
    waiting = ChangeRequest.objects.waiting().filter(expires_at__isnull=False)
    found: datetime | None = waiting.aggregate(next=Min("expires_at"))["next"]
    return found


def lapse_overdue() -> int:
    """Let the requests lapse whose time is over; how many. Many may run at once."""
    return ChangeRequest.objects.overdue().lapse()


def _lock_people(user: User, agreement: Agreement, *, is_wordless: bool) -> None:
    """Raises SessionEnded; and OtherPartyAway where words would reach the other, as well if one of
    the two blocked the other: which of these it is, nobody is told.
    """
    people = lock_all([agreement.client_id, agreement.freelancer_id])
    if people.pop(user.pk).status not in LIVE_STATUSES:
        raise SessionEnded
    (other,) = people.values()
    if is_wordless:
        return
    if other.status not in LIVE_STATUSES or is_between(user, other):
        raise errors.OtherPartyAway


def _locked(agreement: Agreement) -> Project:
    """The project of an agreement, locked, with what time did to it and to requests done."""
    project = locked_work(agreement.project_id)
    agreement.refresh_from_db()
    return project


def _locked_request(request: ChangeRequest) -> tuple[Project, ChangeRequest]:
    project = locked_work(
        Agreement.objects.values_list("project", flat=True).get(pk=request.agreement_id)
    )
    locked = ChangeRequest.objects.select_related("agreement").get(pk=request.pk)
    return project, locked


def _require_possible(project: Project, agreement: Agreement, kind: str) -> None:
    """Raises WrongState, TooLateToUndo and ProjectRemoved for what the work's state, or time, does
    not allow.
    """
    if agreement.undone_at is not None:
        raise errors.WrongState("change", "undone")
    _require_project_allows(project, kind)


def _require_project_allows(project: Project, kind: str) -> None:
    if project.status != ProjectStatus.IN_PROGRESS:
        raise errors.WrongState("change", project.status)
    if kind in UNDOING:
        if project.delivered_at is not None:
            raise errors.WrongState("undo", "delivered")
        still = Project.objects.filter(pk=project.pk, started_at__gt=Now() - TIME_TO_UNDO)
        if not still.exists():
            raise errors.TooLateToUndo
    if require := REQUIRES.get(ChangeKind(kind)):
        require(project)


def _require_waiting(request: ChangeRequest, action: str) -> None:
    if request.status != ChangeStatus.WAITING:
        raise errors.WrongState(action, request.status)
    if ChangeRequest.objects.overdue().filter(pk=request.pk).exists():
        raise errors.TooLateToUndo


def _expires_at(project: Project, kind: str) -> datetime | None:
    if kind not in UNDOING or project.started_at is None:
        return None
    return project.started_at + TIME_TO_UNDO


def _next_number(agreement: Agreement) -> int:
    latest = agreement.change_requests.aggregate(latest=Max("number"))["latest"]
    return (latest or 0) + 1


def _end(request: ChangeRequest, status: ChangeStatus, user: User) -> None:
    _require_waiting(request, "decline" if status == ChangeStatus.DECLINED else "withdraw")
    _decide(request, status, user)
    _tell(ENDED[status], request, user)


def _decide(request: ChangeRequest, status: ChangeStatus, user: User) -> None:
    request.status, request.decided_by, request.decided_at = status, user, Now()
    request.save(update_fields=["status", "decided_by", "decided_at"])
    request.refresh_from_db(fields=["decided_at"])


def _tell(kind: EventKind, request: ChangeRequest, user: User) -> None:
    agreement = request.agreement
    record(
        kind(
            request.pk,
            actor=user.pk,
            concerns=[agreement.client_id, agreement.freelancer_id],
            project=agreement.project_id,
        )
    )


ENDED: dict[ChangeStatus, EventKind] = {
    ChangeStatus.DECLINED: events.CHANGE_DECLINED,
    ChangeStatus.WITHDRAWN: events.CHANGE_WITHDRAWN,
}
