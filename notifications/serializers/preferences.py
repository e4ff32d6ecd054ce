"""How somebody wants to be told, as the API takes and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.fields import FlagField
from foundation.parameters import RefusesUnknown
from notifications.errors import Obligatory
from notifications.kinds import Kind, registered
from notifications.models import Channel, Frequency
from notifications.services.preferences import quiet_hours_of

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.services.preferences import Choices

NOT_ALL_DAY = _("Quiet hours have to end at another time than they begin.")
EMAIL_HELP = "At once, with the hourly or the daily digest (8:00 in one's time zone), or never."
SMS_HELP = "Whether text messages are sent, to whoever has no e-mail address where mails arrive."


class KindPreferenceSerializer(serializers.Serializer[Any]):
    """How one kind is told. What is obligatory cannot be switched off or put off."""

    kind = serializers.CharField()
    title = serializers.CharField()
    is_obligatory = serializers.BooleanField(
        help_text="Security notices and decisions: they always come."
    )
    in_product = serializers.BooleanField(help_text="Whether they are in `me/notifications`.")
    email = serializers.ChoiceField(Frequency.choices, help_text=EMAIL_HELP)
    sms = serializers.BooleanField(help_text=SMS_HELP)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class ClockField(serializers.TimeField):
    """A time of the day, in hours and minutes of 24 hours."""

    def __init__(self) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"])

    def to_internal_value(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) != len("22:00"):
            self.fail("invalid", format="HH:MM")
        return super().to_internal_value(value)


class QuietHoursSerializer(RefusesUnknown):
    """When no mails and text messages are sent, by the clock of one's time zone: what comes
    meanwhile is sent at the end. They may begin before midnight and end after it.
    """

    starts_at = ClockField()
    ends_at = ClockField()

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["starts_at"] == given["ends_at"]:
            raise serializers.ValidationError(
                {"ends_at": [serializers.ErrorDetail(NOT_ALL_DAY, code="all_day")]}
            )
        return given


class NotificationPreferencesSerializer(serializers.Serializer[Any]):
    """How each kind of notification is told, and when none is sent."""

    preferences = KindPreferenceSerializer(many=True)
    quiet_hours = QuietHoursSerializer(
        allow_null=True, help_text="null: none. What is obligatory is sent in any case."
    )


class ChooseKindSerializer(RefusesUnknown):
    """How one kind is to be told; what is left out stays."""

    kind = serializers.CharField(max_length=40)
    in_product = FlagField(required=False)
    email = serializers.ChoiceField(Frequency.choices, required=False, help_text=EMAIL_HELP)
    sms = FlagField(required=False, help_text=SMS_HELP)

    def validate_kind(self, name: str) -> str:
        if name not in registered():
            raise serializers.ValidationError(
                _("There is no such kind of notification."), code="unknown_kind"
            )
        return name

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        kind = registered()[given["kind"]]
        for (_name, channel), frequency in wanted([given]).items():
            if kind.refuses(channel, frequency):
                detail = serializers.ErrorDetail(str(Obligatory.detail), code=Obligatory.code)
                raise serializers.ValidationError({channel: [detail]})
        return given


class ChooseNotificationsSerializer(RefusesUnknown):
    """How some kinds of notifications are to be told, and when nothing is to be sent."""

    preferences = serializers.ListField(
        child=ChooseKindSerializer(), required=False, max_length=200
    )
    quiet_hours = QuietHoursSerializer(
        required=False, allow_null=True, help_text="null: none any more."
    )


def shown(user: User, choices: Choices) -> dict[str, Any]:
    """How each kind is told to a user, and their quiet hours."""
    quiet = quiet_hours_of(user)
    return {
        "preferences": [_shown(user, kind, choices) for kind in registered().values()],
        "quiet_hours": quiet and QuietHoursSerializer(quiet).data,
    }


def _shown(user: User, kind: Kind, choices: Choices) -> dict[str, Any]:
    in_product = choices.frequency(user, kind, Channel.IN_PRODUCT)
    return {
        "kind": kind.name,
        "title": str(kind.title),
        "is_obligatory": kind.is_obligatory,
        "in_product": in_product != Frequency.NEVER,
        "email": str(choices.frequency(user, kind, Channel.EMAIL)),
        "sms": choices.frequency(user, kind, Channel.SMS) != Frequency.NEVER,
    }


def wanted(preferences: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What was chosen, by kind and channel; of a kind that is named twice the last."""
    found: dict[tuple[str, str], str] = {}
    for one in preferences:
        for channel in (Channel.IN_PRODUCT, Channel.SMS):
            if channel.value in one:
                chosen = Frequency.AT_ONCE if one[channel.value] else Frequency.NEVER
                found[one["kind"], str(channel)] = str(chosen)
        if "email" in one:
            found[one["kind"], str(Channel.EMAIL)] = one["email"]
    return found
