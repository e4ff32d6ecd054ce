"""The link “that was not me” in what owners are told: it secures their account.

Its token names the account and since when somebody else may have been in it. It outlives changes of
the password, which whoever got in may make first; using it kills it with every other link
(`User.identity_ended_at`). Short enough for a text message.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.errors import AlarmIsOld, AlreadySecured, LinkInvalid

if TYPE_CHECKING:
    from accounts.models import User

SECURE = "secure-account"
LAYOUT = struct.Struct(">16sQ8s")  # the account, since when, its state
EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)
# Whoever does something in an account that is not theirs came in shortly before.
SHORTLY = timedelta(hours=1)


@dataclass(frozen=True)
class Alarm:
    """Which account is to be secured, and since when somebody else may have been in it."""

    user_id: UUID
    since: datetime
    state: bytes

    def refuse_outdated(self, user: User) -> None:
        """Raise AlreadySecured when the link was used, or overtaken by whoever owns the account,
        and LinkInvalid when there is no account any more.
        """
        if user.erased_at:
            raise LinkInvalid
        if not constant_time_compare(self.state, _state(user)):
            raise AlreadySecured


def _state(user: User) -> bytes:
    """What using the link changes."""
    return salted_hmac(SECURE, str(user.identity_ended_at), algorithm="sha256").digest()[:8]


def make_secure_token(user: User, *, since: datetime) -> str:
    """The token for the link in what a user is told."""
    content = LAYOUT.pack(user.pk.bytes, (since - EPOCH) // MICROSECOND, _state(user))
    return signing.TimestampSigner(salt=SECURE).sign(signing.b64_encode(content).decode())


def read_secure_token(token: str) -> Alarm:
    """What a token says. Raises LinkInvalid for one that is forged, and AlarmIsOld."""
    signer = signing.TimestampSigner(salt=SECURE)
    try:
        text = signer.unsign(token, max_age=settings.IDENTIFIER_UNDO_LIFETIME)
        pk, since, state = LAYOUT.unpack(signing.b64_decode(text.encode()))
    except signing.SignatureExpired as error:
        raise AlarmIsOld from error
    except (signing.BadSignature, ValueError, OverflowError, struct.error) as error:
        raise LinkInvalid from error
    return Alarm(UUID(bytes=pk), EPOCH + since * MICROSECOND, state)


def not_me(user: User, *, since: datetime | None = None) -> dict[str, Any]:
    """What templates need for the link, in what goes to something that the user has verified."""
    since = since or timezone.now() - SHORTLY
    hours = int(settings.IDENTIFIER_UNDO_LIFETIME.total_seconds() // 3600)
    return {"secure_token": make_secure_token(user, since=since), "secure_hours": hours}
