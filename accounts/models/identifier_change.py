"""Changes of e-mail addresses and phone numbers, for as long as they can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models.user import User

if TYPE_CHECKING:
    from datetime import datetime


class IdentifierField(models.TextChoices):
    """What can be verified of a user: the name of its field."""

    EMAIL = "email", _("E-mail address")
    PHONE_NUMBER = "phone_number", _("Phone number")


class IdentifierChangeQuerySet(models.QuerySet["IdentifierChange"]):
    def open(self) -> IdentifierChangeQuerySet:
        """Those that were neither cancelled nor undone."""
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> IdentifierChangeQuerySet:
        """Those whose new value is not verified yet."""
        return self.open().filter(effective_at__isnull=True)

    def effective_lately(self) -> IdentifierChangeQuerySet:
        """Those that took effect, by the database's clock, and can still be undone."""
        undoable_since = Now() - Value(settings.IDENTIFIER_UNDO_LIFETIME)
        return self.open().filter(effective_at__gt=undoable_since)

    def undoable(self) -> IdentifierChangeQuerySet:
        """Those that wait, and those that took effect a short time ago."""
        return self.waiting() | self.effective_lately()

    def since(self, moment: datetime) -> IdentifierChangeQuerySet:
        """Those that were asked for, or took effect, at this moment or later."""
        return self.filter(Q(created_at__gte=moment) | Q(effective_at__gte=moment))

    def end(self) -> int:
        """Make these of no effect any more: nobody can undo them."""
        return self.open().update(ended_at=Now())


class IdentifierChange(models.Model):
    """One change of an account of which something was verified, and what undoing it restores.

    What the new value is stands in the user's row alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="identifier_changes", db_index=False
    )
    field = models.CharField(max_length=12, choices=IdentifierField)
    old_value = models.CharField(max_length=254, blank=True)
    old_verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    effective_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = IdentifierChangeQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["user", "id"], name="identifier_change_of_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "field"],
                condition=Q(effective_at__isnull=True, ended_at__isnull=True),
                name="one_waiting_change_per_identifier",
            ),
            models.CheckConstraint(
                condition=Q(field__in=IdentifierField.values),
                name="identifier_change_field_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} ({self.created_at:%Y-%m-%d %H:%M})"
