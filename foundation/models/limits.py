"""The counters of `foundation.limits`."""

from __future__ import annotations

from django.db import models


class LimitCounter(models.Model):
    """How often something that is limited happened in its current window."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
