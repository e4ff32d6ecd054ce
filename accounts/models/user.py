"""Users: who they are, what they may do, and what is verified of them."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.email_addresses import compared
from accounts.passwords import normalize
from foundation.row_history import tracked

USERNAME_PATTERN = r"^[a-z0-9_-]{3,30}$"
EMAIL_PATTERN = r"^[!-~]+@[A-Za-z0-9.-]+$"  # domains as DNS has them
E164_PATTERN = r"^\+[1-9][0-9]{6,14}$"  # ITU-T E.164: at most 15 digits after the plus


class Role(models.TextChoices):
    FREELANCER = "freelancer", _("Freelancer")
    CLIENT = "client", _("Client")
    ADMIN = "admin", _("Administrator")


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    SUSPENDED = "suspended", _("Suspended")


# From each status, the ones that may follow. Who may do it is each service's own question.
TRANSITIONS: dict[str, frozenset[str]] = {
    Status.PENDING: frozenset({Status.ACTIVE, Status.SUSPENDED}),
    Status.ACTIVE: frozenset({Status.INACTIVE, Status.SUSPENDED}),
    Status.INACTIVE: frozenset({Status.ACTIVE, Status.SUSPENDED}),
    # Back to what it was: one that nothing proved is not proved by having been suspended.
    Status.SUSPENDED: frozenset({Status.ACTIVE, Status.PENDING, Status.INACTIVE}),
}
# Those who may log in: a pending user finishes the profile before it becomes public.
LIVE_STATUSES = (Status.PENDING, Status.ACTIVE)
# Of each identifier that can be verified, the fields that say when it was, and what comes next.
VERIFIED_AT = {"email": "email_verified_at", "phone_number": "phone_verified_at"}
PENDING = {"email": "pending_email", "phone_number": "pending_phone_number"}


class UserQuerySet(models.QuerySet["User"]):
    def with_email(self, email: str) -> UserQuerySet:
        """Those whose address is `email`, however it is spelt."""
        return self.alias(lower_email=Lower("email")).filter(lower_email=compared(email))

    def with_username(self, username: str) -> UserQuerySet:
        return self.filter(username=username.lower())

    def having(self, field: str, value: str) -> UserQuerySet:
        """Those whose e-mail address or phone number this is, verified or typed in."""
        return self.with_email(value) if field == "email" else self.filter(phone_number=value)

    def held_by(self, phone_number: str) -> UserQuerySet:
        """Those whose owner the holder of this phone may be: it was proved, or nothing was.

        A number that somebody with another proof merely typed in is no way into that account, nor
        does it keep the number's holder from one of their own.
        """
        typed_in = Q(phone_verified_at__isnull=True, email_verified_at__isnull=False)
        return self.filter(~typed_in, phone_number=phone_number)

    def unused(self) -> UserQuerySet:
        """Those with no log-in and no use of a session for `UNUSED_ACCOUNT_AFTER`, by the
        database's clock; none where the setting is nothing.
        """
        if not settings.UNUSED_ACCOUNT_AFTER:
            return self.none()
        since = Now() - Value(settings.UNUSED_ACCOUNT_AFTER)
        never = Q(last_login__isnull=True, created_at__lte=since)
        idle = self.filter(Q(last_login__lte=since) | never)
        return idle.exclude(sessions__last_used_at__gt=since)

    def with_unused_phone(self) -> UserQuerySet:
        """Those whose verified phone got no code that was used for `UNUSED_ACCOUNT_AFTER`, while
        something else opens the account, too: that it is in use says nothing of the phone.
        """
        if not settings.UNUSED_ACCOUNT_AFTER:
            return self.none()
        since = Now() - Value(settings.UNUSED_ACCOUNT_AFTER)
        no_password = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        opens_otherwise = (
            ~no_password | Q(email_verified_at__isnull=False) | Q(passkeys__isnull=False)
        )
        unused = self.exclude(phone_used_at__gt=since).filter(phone_verified_at__lte=since)
        return unused.filter(opens_otherwise)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        """The user that Django's own log-in machinery means by a username."""
        return self.with_username(username or "").get()

    def create_superuser(self, username: str, password: str, **fields: Any) -> User:
        """An active administrator with all permissions, known by an e-mail address or a phone."""
        user = self.model(
            username=username.lower(),
            role=Role.ADMIN,
            status=Status.ACTIVE,
            is_superuser=True,
            **fields,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class EmailTrouble(models.TextChoices):
    """Why fewer mails, or none, go to an address that its owner uses."""

    BOUNCED = "bounced", _("E-mails do not arrive")
    COMPLAINED = "complained", _("An e-mail was reported as spam")


# Whatever changes the address, or verifies it: what was reported of it is over.
TROUBLE_ENDS = pgtrigger.Trigger(
    name="email_trouble_ends",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("email", "email_verified_at"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Q(old__email__df=pgtrigger.F("new__email"))
    | pgtrigger.Q(old__email_verified_at__df=pgtrigger.F("new__email_verified_at")),
    func="NEW.email_trouble := ''; NEW.email_trouble_at := clock_timestamp(); RETURN NEW;",
)


UNTRACKED = (
    *("password", "last_login", "updated_at", "is_active"),
    *("pending_email", "pending_phone_number", "identity_ended_at", "phone_used_at"),
    *("email_trouble", "email_trouble_at"),
)


@tracked(without=UNTRACKED)
class User(AbstractBaseUser, PermissionsMixin):
    """A person or organisation with an account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(null=True, blank=True)
    phone_number = models.CharField(
        max_length=16, null=True, blank=True, unique=True, help_text=_("E.164: +4915123456789")
    )
    username = models.CharField(max_length=30)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=12, choices=Role)
    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    # Django's log-in machinery asks for it in queries: derived by the database, never stored twice.
    is_active = models.GeneratedField(
        expression=Q(status__in=LIVE_STATUSES),  # type: ignore[arg-type]  # Q is one
        output_field=models.BooleanField(),
        db_persist=True,
    )
    suspended_by = models.UUIDField(
        null=True, blank=True, editable=False, help_text=_("The decision that did it.")
    )
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    email_trouble = models.CharField(
        max_length=12, choices=EmailTrouble, blank=True, default="", db_default="", editable=False
    )
    # Since when it is as it is: reports of what happened before are of no interest any more.
    email_trouble_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a code to the phone last logged in, or verified it again.
    phone_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the user asked for in their place: each takes effect when it is verified, and until then
    # keeps nobody else from it.
    pending_email = models.EmailField(null=True, blank=True)
    pending_phone_number = models.CharField(max_length=16, null=True, blank=True)
    # When somebody last took an identifier away, or the account over, by verifying what was merely
    # typed in, or undid a change: every link that was mailed before is dead.
    identity_ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []  # one of e-mail address and phone: createsuperuser asks for itself

    class Meta:
        ordering = ("-created_at",)
        triggers = [TROUBLE_ENDS]
        indexes = [models.Index(fields=["created_at"], name="user_by_age")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case"),
            # Of lower case only, as below: so no two differ by case alone.
            models.UniqueConstraint(fields=["username"], name="user_username_unique"),
            models.CheckConstraint(
                condition=Q(email__isnull=False)
                | Q(phone_number__isnull=False)
                | Q(erased_at__isnull=False)
                # The only one was somebody else's; username and password still log in.
                | Q(identity_ended_at__isnull=False),
                name="user_has_email_or_phone_unless_erased",
            ),
            models.CheckConstraint(
                condition=Q(username__regex=USERNAME_PATTERN), name="user_username_is_well_formed"
            ),
            models.CheckConstraint(
                condition=Q(email__regex=EMAIL_PATTERN), name="user_email_is_normalised"
            ),
            models.CheckConstraint(
                condition=Q(phone_number__regex=E164_PATTERN), name="user_phone_number_is_e164"
            ),
            models.CheckConstraint(
                condition=Q(pending_phone_number__regex=E164_PATTERN),
                name="user_pending_phone_number_is_e164",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="user_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SUSPENDED, suspended_by__isnull=False)
                | ~Q(status=Status.SUSPENDED) & Q(suspended_by__isnull=True),
                name="user_suspended_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(role=Role.ADMIN),
                name="user_superuser_is_admin",
            ),
            models.CheckConstraint(
                condition=Q(email_verified_at__isnull=True) | Q(email__isnull=False),
                name="user_verified_email_is_there",
            ),
            models.CheckConstraint(
                condition=Q(phone_verified_at__isnull=True) | Q(phone_number__isnull=False),
                name="user_verified_phone_is_there",
            ),
            models.CheckConstraint(
                condition=Q(email_trouble__in=["", *EmailTrouble.values]),
                name="user_email_trouble_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Django's, with the password in the form in which every log-in compares it."""
        super().set_password(raw_password and normalize(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password and normalize(raw_password))

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name or self.username

    @property
    def is_staff(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_verified(self) -> bool:
        """Whether an e-mail address or a phone was verified."""
        return self.email_verified_at is not None or self.phone_verified_at is not None

    @property
    def has_only_phone(self) -> bool:
        """Whether codes to the phone are all that opens it: no password, no verified address."""
        has_other = self.email_verified_at is not None or self.has_usable_password()
        return self.phone_verified_at is not None and not has_other

    @property
    def verified_fields(self) -> list[str]:
        """Which of e-mail address and phone number are verified."""
        return [field for field, time in VERIFIED_AT.items() if getattr(self, time) is not None]

    @property
    def has_working_email(self) -> bool:
        """Whether what its owner should know goes to a verified address, and arrives for all that
        is known.
        """
        return self.email_verified_at is not None and self.email_trouble != EmailTrouble.BOUNCED

    def has_merely_typed_in(self, field: str) -> bool:
        """Whether this identifier was never verified, and the other one was: it leads nobody in."""
        return bool(self.verified_fields) and field not in self.verified_fields

    @property
    def is_logged_in(self) -> bool:
        """Whether a session is live; costs a query unless it is known already."""
        if "has_live_session" not in self.__dict__:
            self.has_live_session = self.sessions.live().exists()
        return bool(self.has_live_session)
