"""How work ends: delivered, completed, lapsed, ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now

from foundation.deadlines import each_due
from projects.models import (
    ANSWER_TO_DELIVERY,
    REMINDED_BEFORE,
    UNDOING,
    ChangeRequest,
    Project,
)
from projects.services import expiring
from projects.services.ending import end_in_the_name_of
from projects.services.lapsing import IS_DUE
from projects.services.locking import locked_project
from projects.services.records import record_completion, update_records
from projects.step_moves import accept_all_steps
from projects.transitions import move

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def deliver(*, freelancer: User, project: Project) -> Project:
    """Say that the work is done. It is completed in 14 days unless the client answers before, who
    is reminded 3 days and 1 day before.

    Raises NotYourMove and WrongState.
    """
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(
            locked,
            "deliver",
            actor=freelancer,
            delivered_at=Now(),
            completes_at=Now() + ANSWER_TO_DELIVERY,
            reminds_at=Now() + ANSWER_TO_DELIVERY - REMINDED_BEFORE[0],
        )
        waiting = ChangeRequest.objects.filter(agreement__project=locked, kind__in=UNDOING)
        waiting.lapse()  # what was delivered did happen
    return locked


def reject_delivery(*, client: User, project: Project, reason: str) -> Project:
    """Say what is still to be done. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(
            locked,
            "reject_delivery",
            actor=client,
            reason=reason,
            delivered_at=None,
            completes_at=None,
            reminds_at=None,
        )
    return locked


def complete(*, client: User, project: Project) -> Project:
    """Say that the work is done, delivered or not. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "complete", actor=client, closed_at=Now())
        accept_all_steps(locked, actor=client)
        record_completion(locked)
    return locked


def end_early(*, user: User, project: Project, reason: str, caused_by: str = "") -> Project:
    """Part before the work is done; either party may. It counts against whoever ends it, unless
    they say that the other side caused it: then against nobody, until that side agrees or a
    moderator decides. What moderation removed, anybody may end: that counts against nobody.

    Raises NotYourMove and WrongState.
    """
    with transaction.atomic():
        locked = locked_project(project.pk)
        end_in_the_name_of(user, locked, reason=reason, caused_by=caused_by)
        update_records(locked.client, locked.freelancer)
    return locked


def lapse_due() -> int:
    """Complete all projects whose time is over; how many. Many may run at once."""
    return _settle(Project.objects.filter(IS_DUE).order_by("completes_at"))


def expire_due() -> int:
    """Close all open projects whose time is over; how many. Many may run at once."""
    return _settle(Project.objects.filter(expiring.IS_DUE).order_by("expires_at"))


def _settle(projects: QuerySet[Project]) -> int:
    number = 0
    for (pk,) in each_due(projects):
        with transaction.atomic():
            # The lock does it.
            locked_project(pk)
            number += 1
    return number
