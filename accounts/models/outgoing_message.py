"""Mails and text messages on their way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7


class OutgoingMessage(models.Model):
    """A message that waits to be sent. The task that sends it knows its id alone: what it says, and
    to whom, is here, encrypted, until it was sent or given up, or its reader's account is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text="Who gets it. Empty: whoever has the address.",
    )
    sealed = models.BinaryField()
    queued_at = models.DateTimeField(db_default=Now(), db_index=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)
