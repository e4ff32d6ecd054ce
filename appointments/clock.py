"""From what a clock on the wall shows to a moment: in a named time zone, and never by a guess.

Where clocks are put forward, some times do not exist; where they are put back, some come twice. The
first are refused, the second need their offset from UTC (`2026-10-25T02:30+01:00`).
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.fields import StringField

if TYPE_CHECKING:
    from typing import Any
    from zoneinfo import ZoneInfo

# Of ISO 8601 what browsers and people write: no weeks, no commas, no times without minutes.
PATTERN = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$"
WRITTEN = re.compile(PATTERN, re.ASCII)

SKIPPED = _("Clocks are put forward at that time: it does not exist in this time zone.")
TWICE = _(
    "Clocks are put back at that time, so it comes twice in this time zone. Choose another one, or "
    "add its offset from UTC."
)
NOT_ITS_OFFSET = _("The offset from UTC is not the one that this time zone has then.")


@extend_schema_field({"type": "string", "pattern": PATTERN, "example": "2026-05-04T09:00"})
class WallClockField(StringField):
    """A time as clocks show it, with or without its offset from UTC."""

    default_error_messages = {
        "format": _("Write date and time like this: 2026-05-04T09:00."),
    }

    def to_internal_value(self, data: Any) -> datetime:  # type: ignore[override]
        text = super().to_internal_value(data)
        try:
            if not WRITTEN.fullmatch(text):
                raise ValueError
            return datetime.fromisoformat(text).replace(second=0)
        except ValueError:
            self.fail("format")
            raise


def moment_of(written: datetime, zone: ZoneInfo) -> datetime:
    """The moment that is meant. Raises ValidationError for a time that does not exist or comes
    twice in the zone, and for an offset that is not the zone's.
    """
    try:
        if written.year == MAXYEAR:  # no length could be added
            raise OverflowError
        if written.tzinfo is not None:
            return _by_offset(written, zone)
        return _by_wall_clock(written, zone)
    except OverflowError as error:  # at the ends of the calendar
        raise serializers.ValidationError(SKIPPED, code="no_such_time") from error


def _by_offset(written: datetime, zone: ZoneInfo) -> datetime:
    moment = written.astimezone(UTC)
    is_utc = written.tzinfo is UTC
    if not is_utc and moment.astimezone(zone).utcoffset() != written.utcoffset():
        raise serializers.ValidationError(NOT_ITS_OFFSET, code="not_its_offset")
    return moment


def _by_wall_clock(written: datetime, zone: ZoneInfo) -> datetime:
    first = written.replace(tzinfo=zone, fold=0)
    moment = first.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) != written:
        raise serializers.ValidationError(SKIPPED, code="no_such_time")
    if first.utcoffset() != first.replace(fold=1).utcoffset():
        raise serializers.ValidationError(TWICE, code="comes_twice")
    return moment
