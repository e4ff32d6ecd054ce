"""What becomes of appointments when what joined the two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from accounts.services.locking import lock_all
from appointments.models import LIVE, Appointment
from appointments.services.arranging import call_off
from projects.services.locking import locked_project_of

if TYPE_CHECKING:
    from accounts.models import User
    from appointments.models.appointment import AppointmentQuerySet


def part(blocker: User, blocked: User) -> None:
    """Call off what is live between two people about work that they have not agreed on, in the name
    of whoever blocks and as that person could by hand, so that it says nothing of a block. Of
    agreed work all stays: nothing new is confirmed, and either may cancel.

    Runs within the transaction that blocks, which holds the locks on both users' rows.
    """
    pair = Q(client=blocker, freelancer=blocked) | Q(client=blocked, freelancer=blocker)
    not_agreed = Q(project__freelancer=None) | ~Q(project__freelancer=F("freelancer"))
    for one in _locked(Appointment.objects.filter(pair & not_agreed, status__in=LIVE)):
        call_off(one, by=blocker)


@task()
def end_unjoined(project_id: str) -> None:
    """Call off what is live about a project between people who have nothing to do with each other
    there any more: a proposal was declined, the project cancelled or given to another. Runs on a
    task worker.
    """
    live = Appointment.objects.coming().filter(project=UUID(project_id))
    for one in live.exclude(pk__in=live.joined().values("pk")).order_by("pk"):
        with transaction.atomic():
            lock_all(one.party_ids)
            locked_project_of(one)
            still = _locked(Appointment.objects.filter(pk=one.pk)).first()
            if still and not Appointment.objects.joined().filter(pk=one.pk).exists():
                call_off(still, by=None)


def end_of_erased(user: User) -> None:
    """Call off all that is live with somebody who erases the account, and holds its lock."""
    for one in _locked(Appointment.objects.of(user).coming()):
        call_off(one, by=None)


def _locked(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    """Those of these that are live, locked in one order."""
    ids = list(rows.values_list("pk", flat=True))
    live = Appointment.objects.filter(pk__in=ids, status__in=LIVE).order_by("pk")
    return live.select_for_update(no_key=True)
