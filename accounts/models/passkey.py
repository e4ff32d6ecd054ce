"""Passkeys: WebAuthn credentials, by which their owner logs in without a password."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.models.user import User
from foundation.row_history import tracked

MAX_CREDENTIAL_ID_BYTES = 1023  # Web Authentication Level 3, section 4: credential ID
MAX_NAME_LENGTH = 60
# How a browser may reach an authenticator (Web Authentication Level 3, section 5.8.4).
TRANSPORTS = ("usb", "nfc", "ble", "smart-card", "hybrid", "internal")
# What the database or the authenticator changes without anybody doing something, and what
# nobody reads: a key is no history.
UNTRACKED = ("credential_id", "public_key", "sign_count", "is_backed_up", "last_used_at")


class PasskeyQuerySet(models.QuerySet["Passkey"]):
    def use(self, *, sign_count: int, is_synced: bool, is_backed_up: bool) -> int:
        """Note a use of these, unless their counter would not move on; answers how many did.

        A counter that does not grow means that a copy of the key exists, unless it is always zero:
        passkeys that are synchronised between devices have none. Of two uses with the same counter
        at once, one wins.
        """
        moves_on = Q(sign_count__lt=sign_count) if sign_count else Q(sign_count=0)
        return self.filter(moves_on).update(
            sign_count=sign_count,
            is_synced=is_synced,
            is_backed_up=is_backed_up,
            last_used_at=Now(),
        )


@tracked(without=UNTRACKED)
class Passkey(models.Model):
    """One passkey of a user. The server holds the public key only, which opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    credential_id = models.BinaryField(max_length=MAX_CREDENTIAL_ID_BYTES)
    public_key = models.BinaryField(help_text=_("A COSE_Key, RFC 9052."))
    sign_count = models.PositiveBigIntegerField(default=0)  # 32 bits without a sign
    transports = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    aaguid = models.UUIDField(help_text=_("The make of the authenticator; often zero."))
    is_synced = models.BooleanField(
        help_text=_("Can be copied to other devices of its owner (backup eligible).")
    )
    is_backed_up = models.BooleanField(help_text=_("Was copied when it was last used."))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PasskeyQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["credential_id"], name="passkey_credential_id_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="passkey_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_synced=True) | Q(is_backed_up=False),
                name="passkey_backed_up_only_if_synced",
            ),
        ]

    def __str__(self) -> str:
        return self.name
