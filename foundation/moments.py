"""How a moment is written for people: one way, for pages and messages alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime

if TYPE_CHECKING:
    from datetime import datetime

DASH = "\N{EN DASH}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, as `moment`; the day and the zone once, where they are the same."""
    starts, ends = localtime(starts_at), localtime(ends_at)
    if (starts.date(), starts.utcoffset()) != (ends.date(), ends.utcoffset()):
        return f"{moment(starts_at)} {DASH} {moment(ends_at)}"
    zone = date_format(ends, "T")
    first, last = date_format(starts, "DATETIME_FORMAT"), date_format(ends, "TIME_FORMAT")
    return f"{first} {DASH} {last} {zone}"


def moment(at: datetime | None) -> str:
    """A date with its time in the reader's zone, which is named: an hour without one misleads. The
    zone is last, as the time may end with a full stop ("p.m."), and so may the sentence.
    """
    if not at:
        return ""
    local = localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {date_format(local, 'T')}"
