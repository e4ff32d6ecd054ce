"""The locks that writers of appointments take, always in this order: the accounts of both, the
project, the appointment. So a time is confirmed before or after it is moved or cancelled, a
proposal declined, somebody blocked or an account erased, and never beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import blocks
from accounts.errors import SessionEnded
from accounts.models import LIVE_STATUSES
from accounts.services.locking import lock_all
from appointments.errors import NotInTouch, PersonAway
from appointments.models import Appointment
from projects.services.locking import locked_project_of
from projects.transitions import require_not_removed

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def lock_people(user: User, *parties: UUID) -> None:
    """Lock both accounts, of which the user's is in use still. Raises SessionEnded."""
    locked = lock_all(parties)
    if locked[user.pk].status not in LIVE_STATUSES:
        raise SessionEnded


def locked_appointment(user: User, appointment: Appointment) -> Appointment:
    """The appointment as it is now, with both people, its project and its row locked. Raises
    SessionEnded.
    """
    lock_people(user, *appointment.party_ids)
    project = locked_project_of(appointment)
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("client", "freelancer").get(pk=appointment.pk)
    found.project = project
    return found


def require_in_touch(appointment: Appointment, user: User) -> None:
    """Whether the two can agree on something now; everything is locked. A block by either is
    answered as an account that is not in use: nobody is told of it.

    Raises ProjectRemoved, NotInTouch and PersonAway.
    """
    require_not_removed(appointment.project)
    if not Appointment.objects.joined().filter(pk=appointment.pk).exists():
        raise NotInTouch
    require_reachable(user, appointment.other_of(user))


def require_reachable(user: User, other: User) -> None:
    """Raises PersonAway."""
    if other.status not in LIVE_STATUSES or blocks.is_between(user, other):
        raise PersonAway
