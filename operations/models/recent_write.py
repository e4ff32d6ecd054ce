"""What the project needs to remember as a whole."""

from __future__ import annotations

from django.db import models


class RecentWrite(models.Model):
    """When a user last wrote something. Kept only where there is a replica to be read from
    (`operations.replica`). No foreign key: it must never be in the way of an account.
    """

    user_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M:%S}"
