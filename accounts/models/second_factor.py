"""What is kept around a second factor: devices that need not show it for a while, and requests to
remove one that was lost.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models.user import User
from foundation.row_history import tracked


class RememberedDeviceQuerySet(models.QuerySet["RememberedDevice"]):
    def live(self) -> RememberedDeviceQuerySet:
        """Those that still count, by the database's clock."""
        return self.filter(expires_at__gt=Now())


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

    objects = RememberedDeviceQuerySet.as_manager()

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


class RemovalOutcome(models.TextChoices):
    PENDING = "pending", _("Waiting")
    DONE = "done", _("Removed")
    UNDONE = "undone", _("Undone by its owner")
    USED = "used", _("Ended: the owner was there")
    WITHDRAWN = "withdrawn", _("Withdrawn by staff")
    TAKEN = "taken", _("Refused: the new address is another account's by now")


class FactorRemovalQuerySet(models.QuerySet["FactorRemoval"]):
    def pending(self) -> FactorRemovalQuerySet:
        return self.filter(outcome=RemovalOutcome.PENDING)

    def due(self) -> FactorRemovalQuerySet:
        """Those whose waiting time is over, by the database's clock."""
        return self.pending().filter(due_at__lte=Now())

    def end(self, outcome: RemovalOutcome) -> int:
        """End those of these that are still waiting; answers how many."""
        return self.pending().update(outcome=outcome, ended_at=Now())


@tracked()
class FactorRemoval(models.Model):
    """Staff's request to remove the second factor of somebody who lost it, recovery codes and all,
    or to give the account a new address, if its owner has no way in any more.

    Its owner is told at once, wherever they can be, and can undo it until it is due.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_removals")
    requested_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reason = models.TextField(
        max_length=2000, help_text=_("What shows that the owner of the account asks for it.")
    )
    new_email = models.EmailField(
        blank=True,
        help_text=_(
            "For somebody whom no way in is left: an address that is theirs beyond doubt. When the "
            "waiting time is over, everything else that opens the account ends, and it gets the "
            "link to set a new password. Empty: only the second factor is removed."
        ),
    )
    requested_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(
        max_length=10,
        choices=RemovalOutcome,
        default=RemovalOutcome.PENDING,
        editable=False,
    )

    objects = FactorRemovalQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("removal of a second factor")
        verbose_name_plural = _("removals of second factors")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(outcome=RemovalOutcome.PENDING),
                name="factor_removal_one_pending_for_each_user",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=RemovalOutcome.PENDING, ended_at__isnull=True)
                | models.Q(
                    outcome__in=[
                        RemovalOutcome.DONE,
                        RemovalOutcome.UNDONE,
                        RemovalOutcome.USED,
                        RemovalOutcome.WITHDRAWN,
                        RemovalOutcome.TAKEN,
                    ],
                    ended_at__isnull=False,
                ),
                name="factor_removal_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(requested_by__isnull=True)
                | ~models.Q(requested_by=models.F("user")),
                name="factor_removal_requested_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.requested_at:%Y-%m-%d %H:%M})"
