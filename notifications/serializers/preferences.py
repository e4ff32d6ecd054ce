"""How somebody wants to be told, as the API takes and shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.fields import FlagField
from notifications.kinds import Kind, registered
from notifications.models import Channel, Frequency

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.services.preferences import Choices


EMAIL_HELP = "At once, with the daily digest (8:00 in one's time zone), or never."


class KindPreferenceSerializer(serializers.Serializer[Any]):
    """How one kind is told. Security notices, decisions and legal notices come in any case."""

    kind = serializers.CharField()
    title = serializers.CharField()
    in_product = serializers.BooleanField(help_text="Whether they are in `me/notifications`.")
    email = serializers.ChoiceField(Frequency.choices, help_text=EMAIL_HELP)


class NotificationPreferencesSerializer(serializers.Serializer[Any]):
    """How each kind of notification is told."""

    preferences = KindPreferenceSerializer(many=True)


class ChooseKindSerializer(serializers.Serializer[Any]):
    """How one kind is to be told; what is left out stays."""

    kind = serializers.CharField(max_length=40)
    in_product = FlagField(required=False)
    email = serializers.ChoiceField(Frequency.choices, required=False, help_text=EMAIL_HELP)

    def validate_kind(self, name: str) -> str:
        if name not in registered():
            raise serializers.ValidationError(
                _("There is no such kind of notification."), code="unknown_kind"
            )
        return name


class ChooseNotificationsSerializer(serializers.Serializer[Any]):
    """How some kinds of notifications are to be told."""

    preferences = serializers.ListField(
        child=ChooseKindSerializer(), required=False, max_length=200
    )


def shown(user: User, choices: Choices) -> dict[str, Any]:
    """How each kind is told to a user."""
    return {"preferences": [_shown(user, kind, choices) for kind in registered().values()]}


def _shown(user: User, kind: Kind, choices: Choices) -> dict[str, Any]:
    in_product = choices.frequency(user, kind, Channel.IN_PRODUCT)
    return {
        "kind": kind.name,
        "title": str(kind.title),
        "in_product": in_product != Frequency.NEVER,
        "email": str(choices.frequency(user, kind, Channel.EMAIL)),
    }


def wanted(preferences: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """What was chosen, by kind and channel; of a kind that is named twice the last."""
    found: dict[tuple[str, str], str] = {}
    for one in preferences:
        if "in_product" in one:
            chosen = Frequency.AT_ONCE if one["in_product"] else Frequency.NEVER
            found[one["kind"], str(Channel.IN_PRODUCT)] = str(chosen)
        if "email" in one:
            found[one["kind"], str(Channel.EMAIL)] = one["email"]
    return found
