"""How work ends: delivered, completed, lapsed, ended early. The freelancer's record follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce, Now

from profiles.models import Evidence
from profiles.services.standing import raise_evidence, set_record
from projects.models import (
    ANSWER_TO_DELIVERY,
    Invitation,
    Project,
    ProjectStatus,
)
from projects.services.locking import IS_DUE, locked_project
from projects.transitions import move

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

AT_ONCE = 100


def deliver(*, freelancer: User, project: Project) -> Project:
    """Say that the work is done. It is completed in 14 days unless the client answers before.

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
        )
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
        )
    return locked


def complete(*, client: User, project: Project) -> Project:
    """Say that the work is done, delivered or not. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "complete", actor=client, closed_at=Now())
        _after_completion(locked)
    return locked


def end_early(*, user: User, project: Project, reason: str) -> Project:
    """Part before the work is done; either party may. Raises NotYourMove and WrongState."""
    with transaction.atomic():
        locked = locked_project(project.pk)
        move(locked, "end_early", actor=user, reason=reason, closed_at=Now())
        update_record(locked.freelancer)
    return locked


def lapse(project: Project) -> None:
    """Complete a locked project whose delivery nobody answered in time."""
    move(project, "lapse", actor=None, closed_at=project.completes_at)
    _after_completion(project)


def lapse_due() -> int:
    """Complete all projects whose time is over; how many. Many may run at once."""
    due = Project.objects.filter(IS_DUE).order_by("completes_at").values_list("pk", flat=True)
    number = 0
    while ids := list(due[:AT_ONCE]):
        for pk in ids:
            with transaction.atomic():
                # The lock does it.
                locked_project(pk)
                number += 1
    return number


def next_lapse() -> datetime | None:
    """When the next delivery lapses."""
    delivered = Project.objects.filter(status=ProjectStatus.IN_PROGRESS, completes_at__isnull=False)
    found: datetime | None = delivered.aggregate(next=Min("completes_at"))["next"]
    return found


def _after_completion(project: Project) -> None:
    """The skills that the project needed were used, as far as the freelancer has them."""
    freelancer = project.freelancer
    if freelancer is None:
        return
    raise_evidence(user=freelancer, skill_ids=skill_ids(project), to=Evidence.USED)
    update_record(freelancer)


def skill_ids(project: Project) -> list[int]:
    """The skills that a project needs; of merged ones, those that they were merged into."""
    current = Coalesce(F("skill__merged_into_id"), F("skill_id"))
    return list(project.needs.annotate(current=current).values_list("current", flat=True))


def update_record(freelancer: User | None) -> None:
    """Set what the freelancer's profile says of how projects and invitations went."""
    if freelancer is None:
        return
    worked = Project.objects.filter(freelancer=freelancer)
    invited = Invitation.objects.filter(freelancer=freelancer)
    set_record(
        user=freelancer,
        completed=worked.filter(status=ProjectStatus.COMPLETED).count(),
        ended_early=worked.filter(status=ProjectStatus.ENDED_EARLY).count(),
        invited=invited.count(),
        answered=invited.filter(answered_at__isnull=False).count(),
    )
