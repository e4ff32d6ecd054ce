"""What notifications hold about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from notifications.models import Notification, NotificationPreference, QuietHours

if TYPE_CHECKING:
    from accounts.models import User


def export(user: User) -> dict[str, Any]:
    """What the user was told and when, and what they chose. Texts are in the other sections: here
    are ids only.
    """
    told = Notification.objects.filter(person=user).order_by("id")
    chosen = NotificationPreference.objects.filter(user=user).order_by("kind", "channel")
    return {
        "notifications": list(
            told.values("id", "kind", "subject_id", "is_in_product", "created_at", "read_at")
        ),
        "notification_preferences": list(chosen.values("kind", "channel", "frequency")),
        "quiet_hours": QuietHours.objects.filter(user=user).values("starts_at", "ends_at").first(),
    }


def erase(user: User) -> None:
    """Forget what the user was told and chose. What others are told of them names nobody any more,
    as it is written out when it is read.
    """
    Notification.objects.filter(Q(person=user) | Q(recipient=user)).delete()
    NotificationPreference.objects.filter(user=user).delete()
    QuietHours.objects.filter(user=user).delete()
