"""What is sent: times and a place, a choice, a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.fields import TimeZoneField
from accounts.preferences import UTC
from appointments.clock import WallClockField, moment_of
from appointments.models import MAX_PLACE, MAX_TEXT, MAX_TIMES
from appointments.proposed import Period, Proposed
from foundation.fields import FlagField, LineField, TextField, WholeNumberField
from foundation.parameters import RefusesUnknown
from projects.fields import to_field

if TYPE_CHECKING:
    from datetime import datetime

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=7)
MINUTE = timedelta(minutes=1)
AS_CLOCKS_SHOW_IT = (
    "As clocks show it in the time zone: `2026-05-04T09:00`. A time that comes twice there, as "
    "clocks are put back, needs its offset from UTC: `2026-10-25T02:30+01:00`."
)
BOTH = _("Give either the end or how many minutes it takes.")
LENGTH = _("An appointment takes from 5 minutes to 7 days.")
NOT_BOTH = _("Leave the place out of what is online.")


class ProposedTimeSerializer(RefusesUnknown):
    """One of the times: its start, and its end or length."""

    starts_at = WallClockField(help_text=AS_CLOCKS_SHOW_IT)
    ends_at = WallClockField(required=False, help_text="In the same way.")
    minutes = WholeNumberField(
        required=False,
        min_value=SHORTEST // MINUTE,
        max_value=LONGEST // MINUTE,
        help_text="How long it takes, in place of `ends_at`.",
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("ends_at" in data) == ("minutes" in data):
            raise serializers.ValidationError({"ends_at": BOTH}, code="end_or_minutes")
        return data


class ProposeTimesSerializer(serializers.Serializer[Any]):
    """Times for an appointment, and where."""

    times = serializers.ListField(
        child=ProposedTimeSerializer(), min_length=1, max_length=MAX_TIMES
    )
    time_zone = TimeZoneField(help_text="IANA: Europe/Berlin. In which the times are meant.")
    is_online = FlagField(required=False, default=False)
    place = LineField(
        max_length=MAX_PLACE,
        required=False,
        allow_blank=True,
        default="",
        help_text="Where to meet. The other side reads it.",
    )
    note = TextField(max_length=MAX_TEXT, required=False, allow_blank=True, default="")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("is_online") and data.get("place"):
            raise serializers.ValidationError({"place": NOT_BOTH}, code="online_or_place")
        zone = ZoneInfo(data["time_zone"])
        errors: list[dict[str, Any]] = []
        periods = [_period(one, zone, errors) for one in data["times"]]
        if any(errors):
            raise serializers.ValidationError({"times": errors})
        return data | {"times": [one for one in periods if one]}


class ProposeOthersSerializer(ProposeTimesSerializer):
    """Other times for an appointment. What is left out of where and in which zone stays as it is in
    the proposal that waits or, without one, in what was agreed.
    """

    time_zone = TimeZoneField(
        required=False, help_text="IANA: Europe/Berlin. As it was unless given."
    )
    is_online = FlagField(
        required=False, help_text="As it was unless given; a `place` makes it `false`."
    )
    place = LineField(
        max_length=MAX_PLACE,
        required=False,
        allow_blank=True,
        help_text="As it was unless given or `is_online`; empty: none is known yet.",
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        standing = self.instance and self.instance.standing
        zone = standing.time_zone if standing else UTC
        return super().validate({"time_zone": zone} | data)


def _period(written: dict[str, Any], zone: ZoneInfo, errors: list[dict[str, Any]]) -> Period | None:
    """From when to when; what is wrong with it is added to the errors, as nothing is."""
    wrong: dict[str, Any] = {}
    starts_at = _moment(written, "starts_at", zone, wrong)
    ends_at = _moment(written, "ends_at", zone, wrong)
    if starts_at and "minutes" in written:
        ends_at = starts_at + MINUTE * written["minutes"]
    if starts_at and ends_at and not SHORTEST <= ends_at - starts_at <= LONGEST:
        wrong["ends_at"] = [serializers.ErrorDetail(str(LENGTH), code="length")]
    errors.append(wrong)
    return Period(starts_at, ends_at) if starts_at and ends_at else None


def _moment(
    written: dict[str, Any], name: str, zone: ZoneInfo, wrong: dict[str, Any]
) -> datetime | None:
    if name not in written:
        return None
    try:
        return moment_of(written[name], zone)
    except serializers.ValidationError as error:
        wrong[name] = error.detail
        return None


class NewAppointmentSerializer(ProposeTimesSerializer):
    """Times for a new appointment with the other side of a project."""

    to = to_field()


def proposed_of(data: dict[str, Any]) -> Proposed:
    """What was sent, as services take it."""
    return Proposed(
        times=data["times"],
        time_zone=data["time_zone"],
        is_online=data.get("is_online"),
        place=data.get("place"),
        text=data["note"],
    )


class ConfirmTimeSerializer(serializers.Serializer[Any]):
    time = serializers.UUIDField(help_text="The id of one of the proposed times.")


class DeclineTimesSerializer(serializers.Serializer[Any]):
    note = TextField(max_length=MAX_TEXT, required=False, allow_blank=True, default="")


class CancelAppointmentSerializer(serializers.Serializer[Any]):
    reason = TextField(
        max_length=MAX_TEXT,
        required=False,
        allow_blank=True,
        default="",
        help_text="Needed once a time is confirmed. The other side reads it.",
    )


class AnswerAbsenceSerializer(serializers.Serializer[Any]):
    did_not_come = FlagField(help_text="`true` puts it on one's own record; `false` denies it.")
