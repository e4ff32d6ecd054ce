"""What providers of mail report, and how many mails there were."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    BOUNCED = "bounced", _("Bounced")
    SOFT_BOUNCED = "soft_bounced", _("Bounced for now")
    COMPLAINED = "complained", _("Reported as spam")
    DELIVERED = "delivered", _("Delivered since a bounce")


class MailReport(models.Model):
    """That a mail did not arrive, or was reported as spam: taken once, however often it is sent.
    And, of an address where some bounced for now, when the last one arrived.

    It holds no address, but a keyed digest of it: bounces of one address are counted by that.
    """

    key = models.CharField(
        primary_key=True, max_length=64, help_text=_("A digest of the provider's own id.")
    )
    kind = models.CharField(max_length=12, choices=ReportKind)
    address_digest = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField(db_default=Now(), db_index=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["address_digest", "happened_at"], name="report_of_address")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="mail_report_kind_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.happened_at:%Y-%m-%d %H:%M}"


class MailTally(models.Model):
    """How many mails were handed over in an hour, and how many reports came in it."""

    hour = models.DateTimeField(primary_key=True)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    complained = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = _("mail tallies")

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:00}"
