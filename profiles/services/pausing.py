"""Pauses: a freelancer is back on a day, and until then out of matches. It ends by itself when that
day begins in the freelancer's own time zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone

from accounts.services.preferences import preferred_by
from foundation.deadlines import each_due
from profiles.errors import PauseInThePast, PauseTooLong
from profiles.models import FreelancerDetails, Profile
from profiles.search.mirror import mirror

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from accounts.models import User

LONGEST = timedelta(days=366)
NO_PAUSE = {"paused_until": None, "pause_ends_at": None, "pause_note": ""}


def set_pause(user: User, details: FreelancerDetails) -> None:
    """Say when a pause ends that details name, which are about to be saved; without a day there is
    none. Raises PauseInThePast and PauseTooLong.
    """
    if details.paused_until is None:
        details.pause_ends_at, details.pause_note = None, ""
        return
    now = timezone.now()
    if details.paused_until > (now + LONGEST).date():
        raise PauseTooLong
    if details.paused_until < now.date() - timedelta(days=1):
        raise PauseInThePast
    details.pause_ends_at = _beginning_of(details.paused_until, user)
    if details.pause_ends_at <= now:
        raise PauseInThePast


def _beginning_of(day: date, user: User) -> datetime:
    """When a day begins where a user lives; where clocks skip midnight then, at the next moment."""
    return datetime.combine(day, time(0), preferred_by(user).zone).astimezone(UTC)


def follow_zone(user: User) -> None:
    """Have a pause end with the day of the zone that the user chose now."""
    profile = Profile.objects.lock().filter(user=user).first()
    paused = FreelancerDetails.objects.filter(profile=profile, paused_until__isnull=False).first()
    if paused and paused.paused_until:
        paused.pause_ends_at = _beginning_of(paused.paused_until, user)
        paused.save(update_fields=["pause_ends_at"])


def next_end() -> datetime | None:
    """When the next pause ends."""
    paused = FreelancerDetails.objects.filter(pause_ends_at__isnull=False)
    found: datetime | None = paused.aggregate(next=Min("pause_ends_at"))["next"]
    return found


def end_due() -> int:
    """End the pauses whose day has come; how many. Many may run at once."""
    due = FreelancerDetails.objects.filter(pause_ends_at__lte=Now()).order_by("pause_ends_at")
    return sum(_end(*row) for row in each_due(due))


@transaction.atomic
def _end(pk: UUID) -> int:
    Profile.objects.lock().filter(pk=pk).first()
    still_due = FreelancerDetails.objects.filter(pk=pk, pause_ends_at__lte=Now())
    ended = still_due.update(**NO_PAUSE)
    if ended:
        mirror([pk])
    return ended
