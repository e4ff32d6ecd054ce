"""Showing the second factor again before what an attacker in an open session would do first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Value
from django.db.models.functions import Now

from accounts.errors import FreshSecondFactorRequired, NoSecondFactor, SessionEnded
from accounts.models import Session
from accounts.services.second_factor.codes import confirm
from accounts.services.second_factor.enrolment import has_second_factor

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

FRESHNESS = timedelta(minutes=5)  # as a one-time code that stands in for the password


def is_fresh(*, user: User, session_id: UUID | None) -> bool:
    """Whether the second factor was shown in this session within `FRESHNESS`, or there is none."""
    if not has_second_factor(user):
        return True
    since = Now() - Value(FRESHNESS)
    fresh = Session.objects.live().filter(user=user, second_factor_at__gt=since)
    return session_id is not None and fresh.filter(pk=session_id).exists()


def require_fresh_second_factor(*, user: User, session_id: UUID | None) -> None:
    """Make sure that it is the owner who asks, if the account has a second factor.

    Before changing identifiers and the password, exporting, erasing, and before making whatever
    opens the account: keys, passkeys, codes. Raises FreshSecondFactorRequired.
    """
    if not is_fresh(user=user, session_id=session_id):
        raise FreshSecondFactorRequired


def show_again(*, user: User, session_id: UUID | None, code: str, address: str) -> None:
    """Confirm the second factor within a session, for the next minutes.

    Raises LimitExceeded, CodeRefused, NoSecondFactor and SessionEnded.
    """
    if not has_second_factor(user):
        raise NoSecondFactor
    confirm(user=user, code=code, address=address)
    note_second_factor(user=user, session_id=session_id)


def note_second_factor(*, user: User, session_id: UUID | None) -> None:
    """Note that the second factor was shown in this session just now."""
    if session_id:
        live = Session.objects.live().filter(pk=session_id, user=user)
        if not live.update(second_factor_at=Now()):
            raise SessionEnded
