"""When something leaves: with a digest, and not in its reader's quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from accounts.services.preferences import preferred_by
from notifications.models import Frequency, QuietHours

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from accounts.models import User

DIGESTS_AT = time(8)  # in the reader's zone


def due(person: User, frequency: str, now: datetime, *, is_obligatory: bool) -> datetime:
    """When to send what came now: at once or with the next digest, once quiet hours are over."""
    at = {Frequency.DAILY: _next_daily, Frequency.HOURLY: _next_hourly}.get(Frequency(frequency))
    wanted = at(preferred_by(person).zone, now) if at else now
    return wanted if is_obligatory else after_quiet_hours(person, wanted)


def after_quiet_hours(person: User, moment: datetime) -> datetime:
    """The end of somebody's quiet hours, if the moment lies in them; else the moment itself."""
    quiet = QuietHours.objects.filter(user=person).first()
    if quiet is None:
        return moment
    zone = preferred_by(person).zone
    here = moment.astimezone(zone).time()
    if not _is_between(here, quiet.starts_at, quiet.ends_at):
        return moment
    return _next_time(quiet.ends_at, zone, moment)


def _is_between(here: time, starts_at: time, ends_at: time) -> bool:
    if starts_at < ends_at:
        return starts_at <= here < ends_at
    return here >= starts_at or here < ends_at


def _next_daily(zone: ZoneInfo, now: datetime) -> datetime:
    return _next_time(DIGESTS_AT, zone, now)


def _next_hourly(zone: ZoneInfo, now: datetime) -> datetime:
    """The next full hour of the zone, which may be half past in UTC."""
    here = now.astimezone(zone)
    begun = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
    return now - begun + timedelta(hours=1)


def _next_time(at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """When clocks of the zone next show a time. Where they are put back it comes twice, and where
    they are put forward it may be skipped: then it is the moment that it would have been.
    """
    today = now.astimezone(zone).date()
    days = (today, today + timedelta(days=1))
    comes = [one for day in days for one in _moments(datetime.combine(day, at, zone))]
    return min(one for one in comes if one > now)


def _moments(first: datetime) -> list[datetime]:
    """When clocks show a time on one day: by this offset from UTC and, if it comes again, by the
    next one.
    """
    again = first.replace(fold=1)
    is_there = again.astimezone(UTC).astimezone(again.tzinfo).replace(fold=1) == again
    return [one.astimezone(UTC) for one in ((first, again) if is_there else (first,))]
