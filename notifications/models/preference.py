"""What somebody chose of how they are told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way."""

    IN_PRODUCT = "in_product", _("On this site")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class Frequency(models.TextChoices):
    """How soon."""

    AT_ONCE = "at_once", _("At once")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


DIGESTS = (Frequency.HOURLY, Frequency.DAILY)


class NotificationPreference(models.Model):
    """That a user wants notifications of a kind otherwise than by default."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notification_preferences",
        db_index=False,
    )
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)
    frequency = models.CharField(max_length=7, choices=Frequency)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="notification_preference_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_]*$"),
                name="notification_preference_kind_is_a_name",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="notification_preference_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=("in_product", "sms"), frequency__in=("at_once", "never"))
                | Q(channel="email", frequency__in=Frequency.values),
                name="notification_preference_frequency_fits_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.frequency}"


class QuietHours(models.Model):
    """When somebody wants no mails and text messages, by the clock of their time zone. They may
    begin before midnight and end after it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="quiet_hours"
    )
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = [
            models.CheckConstraint(
                condition=~Q(starts_at=F("ends_at")), name="quiet_hours_are_not_all_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} to {self.ends_at:%H:%M}"
