"""A file that came with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from conversations.models.message import Message
from projects.models.file import MAX_FILE_NAME, FileKind

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


class Attachment(models.Model):
    """A picture as we encoded it, with a small one to look at, or a file as it came. The files are
    in the private storage. What its author removes is kept for a while, for whoever reports it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=FileKind)
    name = models.CharField(max_length=MAX_FILE_NAME)
    size = models.PositiveIntegerField(help_text=_("In bytes, as it is kept."))
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=100, db_index=True)
    preview = models.CharField(max_length=100, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
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
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values), name="attachment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="picture", width__isnull=False, height__isnull=False)
                & ~Q(preview="")
                | ~Q(kind="picture") & Q(width=None, height=None, preview=""),
                name="attachment_preview_is_of_a_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.position}"

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files in the private storage."""
        return (self.file, self.preview) if self.preview else (self.file,)
