"""Who wants nothing to do with whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Block(models.Model):
    """One account does not want to meet another. Between accounts, not names: it outlives a new
    username, which whoever blocks does not learn by it. Nobody but who made it, and staff, ever
    reads it (`accounts.blocks`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks", db_index=False
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    username = models.CharField(
        max_length=30,
        blank=True,
        help_text=_("That the blocked person had then. Empty: whoever blocked was not told it."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once_for_each_pair"),
            models.CheckConstraint(
                condition=~Q(blocker=F("blocked")), name="block_is_not_of_oneself"
            ),
        ]
        indexes = [
            models.Index(fields=["blocked", "blocker"], name="block_of_blocked"),
            models.Index(fields=["blocker", "-id"], name="block_of_blocker"),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} blocks {self.blocked_id}"
