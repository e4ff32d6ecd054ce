"""The rows of `foundation.events`."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7


class Event(models.Model):
    """Something that became true, written in the transaction that made it true.

    It holds ids and states, never what a person wrote: what it is about may be erased, and is
    looked up by whoever tells of it. No key leads to it, or from it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(help_text="Of what the body holds.")
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.UUIDField(null=True, help_text="The account that acted. Empty: time did.")
    person_id = models.UUIDField(null=True, help_text="The human who acted for the account.")
    subject_id = models.UUIDField(help_text="What it happened to.")
    concerns = ArrayField(models.UUIDField(), help_text="The accounts that it is of concern to.")
    body = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="event_by_age"),
            # What somebody takes along of what they did.
            models.Index(fields=["person_id", "id"], name="event_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_id__isnull=False, person_id__isnull=False)
                | Q(actor_id__isnull=True, person_id__isnull=True),
                name="event_actor_is_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_id}"


class EventDelivery(models.Model):
    """Up to where events were handed to their handlers. One row, made by the first who needs it.
    Its lock is the right to go on.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="event_delivery_is_one")]

    def __str__(self) -> str:
        return str(self.position)


class FailedEvent(models.Model):
    """That a handler failed at an event, and when it is tried again. Gone when it succeeds."""

    event_id = models.UUIDField()
    handler = models.CharField(max_length=60)
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=200, help_text="The kind of the last error.")
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "handler"], name="event_fails_once_each")
        ]
        indexes = [models.Index(fields=["next_try_at"], name="failed_event_by_next_try")]

    def __str__(self) -> str:
        return f"{self.handler}: {self.event_id}"
