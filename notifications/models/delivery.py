"""What has to leave the product, and what left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from notifications.models.notification import Notification
from notifications.models.preference import Channel

WAITING = Q(sent_at__isnull=True, dropped_at__isnull=True)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def waiting(self) -> DeliveryQuerySet:
        """Those that were neither sent nor dropped."""
        return self.filter(WAITING)


class Delivery(models.Model):
    """One notification by one channel: due at `due_at`, tried (again) at `next_try_at`.

    Whoever hands one to a worker moves `next_try_at` on, so that what a killed worker leaves is
    due again. It is sent at least once.
    """

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel)
    is_digest = models.BooleanField(default=False, help_text="With the others of the hour or day.")
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(
        null=True, help_text="There was nothing to tell any more, nobody to tell, or no way."
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel"], name="delivery_once_for_each_channel"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="delivery_channel_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="delivery_is_sent_or_dropped",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=WAITING, name="delivery_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} by {self.channel}"

    @property
    def is_waiting(self) -> bool:
        """Whether it was neither sent nor dropped."""
        return self.sent_at is None and self.dropped_at is None
