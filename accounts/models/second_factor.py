"""What is remembered around a second factor: devices that need not show it for a while."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from accounts.models.user import User


class RememberedDevice(models.Model):
    """A device on which the second factor was shown, and is not asked for at the next log-ins.

    The device holds a signed token with the row's id: see
    `accounts.services.second_factor.remembering`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="remembered_devices")
    user_agent = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="remembered_device_expires_after_creation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_agent} ({self.created_at:%Y-%m-%d %H:%M})"
