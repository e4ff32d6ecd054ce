"""A file that came with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from conversations.models.message import Message
from projects.models.kept_file import KeptFile, is_of_a_kind

if TYPE_CHECKING:
    from accounts.models import User


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def by(self, user: User) -> AttachmentQuerySet:
        """Those that the user sent, removed ones included."""
        return self.filter(message__in=Message.objects.by(user).values("pk"))

    def shown(self) -> AttachmentQuerySet:
        """Those that their author did not remove, as they were sent."""
        return self.filter(removed_at=None).order_by("position")

    def readable_by(self, user: User) -> AttachmentQuerySet:
        """Those of the messages that the user may read; one's own also when they are removed."""
        readable = Message.objects.readable_by(user).values("pk")
        own = Message.objects.by(user).values("pk")
        return self.filter(Q(message__in=own) | Q(removed_at=None, message__in=readable))


class Attachment(KeptFile):
    """A file of a message. What its author removes is kept for a while, for whoever reports it."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
                name="attachment_removed",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"], name="attachment_once_at_each_position"
            ),
            *is_of_a_kind("attachment"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.position}"
