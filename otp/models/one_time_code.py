"""One-time codes, as events: who asked, what became of it. Never the code itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models import E164_PATTERN
from accounts.models.user import EMAIL_PATTERN

# NIST SP 800-63B-4, section 3.2.2 wants throttling; six digits bear five tries of a million.
MAX_ATTEMPTS = 5


class Purpose(models.TextChoices):
    LOGIN = "login", _("Log in")
    REGISTRATION = "registration", _("Register")
    VERIFICATION = "verification", _("Verify a phone")


class Delivery(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NOT_SENT = "not_sent", _("Not sent: nothing to say to this number")
    PAUSED = "paused", _("Not sent: too few codes of the day were used")


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def sent_to(self, recipient: str) -> OneTimeCodeQuerySet:
        """Those to a phone number or an e-mail address, in the form in which it is compared."""
        return self.filter(**{field_of(recipient): recipient})

    def open(self) -> OneTimeCodeQuerySet:
        """The latest of each recipient and purpose, if it was not used."""
        return self.filter(used_at__isnull=True, superseded_at__isnull=True)

    def unexpired(self) -> OneTimeCodeQuerySet:
        """Those not yet expired, by the database's clock."""
        return self.filter(expires_at__gt=Now())

    def supersede(self) -> int:
        """Kill those of these that are open: a new code takes their place."""
        return self.open().update(superseded_at=Now())


class OneTimeCode(models.Model):
    """A code that was asked for: by SMS to a phone number, or by mail to an e-mail address.

    A decoy is the row of a request that cannot succeed (a log-in for a phone without an account).
    It lives and burns like any other, so that nothing tells it apart; no code fits it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_number = models.CharField(max_length=16, null=True)
    email = models.EmailField(null=True, help_text=_("As it is compared: in lower case."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    purpose = models.CharField(max_length=12, choices=Purpose)
    is_decoy = models.BooleanField(default=False)
    # What it was counted on when it was asked for: the network that asked, or nothing for a known
    # device, and whether the recipient had been verified.
    network = models.CharField(max_length=50, blank=True)
    was_verified = models.BooleanField(default=False)
    # A keyed HMAC, empty until the code is made, at its delivery. No code gives an empty one.
    code_hash = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    delivery = models.CharField(max_length=8, choices=Delivery, default=Delivery.QUEUED)
    delivered_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["phone_number", "-id"], name="code_of_phone"),
            models.Index(fields=["email", "-id"], name="code_of_email"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["phone_number", "purpose"],
                condition=Q(used_at__isnull=True, superseded_at__isnull=True),
                name="one_open_code_per_phone_and_purpose",
            ),
            models.UniqueConstraint(
                fields=["email", "purpose"],
                condition=Q(used_at__isnull=True, superseded_at__isnull=True),
                name="one_open_code_per_email_and_purpose",
            ),
            models.CheckConstraint(
                condition=Q(phone_number__isnull=True) ^ Q(email__isnull=True),
                name="code_goes_to_a_phone_or_an_email",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(purpose=Purpose.LOGIN),
                name="code_by_mail_logs_in",
            ),
            models.CheckConstraint(
                condition=Q(email__regex=EMAIL_PATTERN) & Q(email=Lower("email")),
                name="code_email_is_as_compared",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MAX_ATTEMPTS), name="code_attempts_at_most_5"
            ),
            models.CheckConstraint(
                condition=Q(phone_number__regex=E164_PATTERN), name="code_phone_number_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="code_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values), name="code_delivery_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="code_expires_after_creation"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(verified_at__isnull=False),
                name="code_is_used_only_when_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.masked_recipient}"

    @property
    def recipient(self) -> str:
        """The phone number or e-mail address that the code goes to."""
        return self.email or self.phone_number or ""

    @property
    def masked_recipient(self) -> str:
        """As staff and logs may see it."""
        return mask(self.recipient)

    @property
    def state(self) -> str:
        """What became of it, by the web server's clock: for people, not for decisions."""
        if self.used_at:
            return str(_("used"))
        if self.superseded_at:
            return str(_("superseded"))
        if self.attempts >= MAX_ATTEMPTS:
            return str(_("burnt"))
        return str(_("expired") if self.expires_at <= timezone.now() else _("open"))


def is_mail(recipient: str) -> bool:
    """Whether a code goes by mail: no phone number has an @."""
    return "@" in recipient


def field_of(recipient: str) -> str:
    """Which identifier of an account a code's recipient is."""
    return "email" if is_mail(recipient) else "phone_number"


def mask(recipient: str) -> str:
    """A recipient as staff and logs may see it: +91••••••45, as•••@ex•••."""
    if is_mail(recipient):
        name, _at, domain = recipient.rpartition("@")
        return f"{name[:2]}•••@{domain[:2]}•••"
    return f"{recipient[:3]}{'•' * (len(recipient) - 5)}{recipient[-2:]}"
