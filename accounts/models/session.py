"""Sessions: one for each log-in on a device."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models.user import LIVE_STATUSES, User


class RevokedReason(models.TextChoices):
    LOGGED_OUT = "logged_out", _("Logged out")
    ENDED = "ended", _("Ended from another device")
    REPLAYED = "replayed", _("An old refresh token was used again")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    DEACTIVATED = "deactivated", _("Account switched off")
    SUSPENDED = "suspended", _("Account suspended")
    ERASED = "erased", _("Account erased")
    STAFF = "staff", _("Ended by staff")
    DISOWNED = "disowned", _("Disowned by the owner")
    FACTOR_CHANGED = "factor_changed", _("Second factor changed")


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> SessionQuerySet:
        """Those that still count, by the database's clock."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=Now())

    def of_live_users(self) -> SessionQuerySet:
        """Those whose user may act. A subquery, not a join: an UPDATE of these stays one statement
        whose own conditions PostgreSQL checks again after waiting for a row lock.
        """
        live_user = User.objects.filter(pk=models.OuterRef("user_id"), status__in=LIVE_STATUSES)
        return self.filter(models.Exists(live_user))

    def revoke(self, reason: RevokedReason) -> int:
        """End those of these that are not ended yet; answers how many."""
        return self.filter(revoked_at__isnull=True).update(revoked_at=Now(), revoked_reason=reason)


class Session(models.Model):
    """One log-in on one device, from its first token to its end.

    The row holds the counter of the refresh tokens handed out: a refresh token is good when it
    carries the session's current counter (see `accounts.services.sessions`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="sessions", db_index=False
    )
    user_agent = models.CharField(max_length=300, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=20, choices=RevokedReason, blank=True)
    refresh_counter = models.PositiveIntegerField(default=0)
    rotated_at = models.DateTimeField(db_default=Now(), editable=False)
    # When a one-time code or a passkey last proved that its holder is there; stands in for the
    # password.
    code_verified_at = models.DateTimeField(null=True, blank=True)
    # When a second factor was last shown in this session. Null: not at all, because the account has
    # none or the device was remembered.
    second_factor_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["user", "-id"], name="session_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | Q(revoked_at__isnull=False, revoked_reason__in=RevokedReason.values),
                name="session_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="session_expires_after_creation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_agent or _('unknown device')} ({self.created_at:%Y-%m-%d %H:%M})"
