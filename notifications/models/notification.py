"""What somebody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from accounts.models import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications."""

    def shown_to(self, person: User) -> NotificationQuerySet:
        """Those that a person finds in the product."""
        return self.filter(person=person, is_in_product=True)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """That a person is told of an event that concerns an account, `recipient`: the same today.

    It holds ids, numbers and states, as the event did, and never what a person wrote: it is
    written out when it is read, of what is there then.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=40)
    event_id = models.UUIDField(help_text="No key leads to it: events are kept for some days.")
    actor_id = models.UUIDField(null=True, help_text="The account that acted. Empty: time did.")
    subject_id = models.UUIDField(help_text="What it happened to.")
    body = models.JSONField(help_text="The event's.")
    is_in_product = models.BooleanField(default=True, help_text="Else it is told by mail alone.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "person", "event_id"], name="notification_tells_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_]*$"), name="notification_kind_is_a_name"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_of_person"),
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True, is_in_product=True),
                name="notification_unread",
            ),
            models.Index(fields=["created_at"], name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject_id}"

    @property
    def project_id(self) -> UUID:
        """The project that it is about; of what is about none, its subject."""
        return UUID(self.body["project"]) if "project" in self.body else self.subject_id
