"""How much one account may propose, by the one mechanism (foundation.limits).

Counted before the transaction that writes: what is refused after that counts, too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from foundation import limits

if TYPE_CHECKING:
    from accounts.models import User

DAY = timedelta(days=1)
MOVES = limits.Limit("appointments:moves", 120, timedelta(hours=1))
ABSENCES = limits.Limit("appointments:absences", 20, DAY)


def count_proposal(user: User) -> None:
    """One more proposal of times, of new appointments or to move one. Raises LimitExceeded."""
    limit = limits.Limit("appointments:proposed", settings.APPOINTMENT_PROPOSALS_PER_DAY, DAY)
    limits.hit((limit, user.pk))


def count_move(user: User) -> None:
    """One more answer or cancellation. Raises LimitExceeded."""
    limits.hit((MOVES, user.pk))


def count_absence(user: User) -> None:
    """One more claim that somebody did not come. Raises LimitExceeded."""
    limits.hit((ABSENCES, user.pk))
