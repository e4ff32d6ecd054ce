"""What somebody is told, by which channel and when, and what they chose of it."""

from __future__ import annotations

from notifications.models.delivery import Delivery
from notifications.models.notification import Notification
from notifications.models.preference import (
    DIGESTS,
    Channel,
    Frequency,
    NotificationPreference,
    QuietHours,
)

__all__ = [
    "DIGESTS",
    "Channel",
    "Delivery",
    "Frequency",
    "Notification",
    "NotificationPreference",
    "QuietHours",
]
