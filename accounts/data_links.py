"""The link by which somebody whose account is suspended takes their data along, or erases it. It
opens nothing else.

Its token names the account and the identifier that it was sent to, and is dead when either changes,
when the suspension ends, and when the account changes hands. Short enough for a text message.
"""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing

from accounts.errors import NewLinkNeeded
from accounts.models import Status, User
from foundation.secret_keys import digests, is_any_of

if TYPE_CHECKING:
    from typing import Literal

    Field = Literal["email", "phone_number"]

OWN_DATA = "own-data"
LIFETIME = timedelta(hours=1)
FIELDS: tuple[Field, ...] = ("email", "phone_number")
LAYOUT = struct.Struct(">16sB8s")  # the account, the identifier, the state


def _states(user: User, field: Field) -> list[str]:
    """What the link depends on, by each secret key: the first is sent, all are accepted."""
    state = f"{user.pk} {field} {getattr(user, field)} {user.identity_ended_at} {user.suspended_by}"
    return [digest[:16] for digest in digests(OWN_DATA, state)]


def make_data_token(user: User, field: Field) -> str:
    """The token for the link that is sent to this identifier of a suspended user."""
    state = bytes.fromhex(_states(user, field)[0])
    content = LAYOUT.pack(user.pk.bytes, FIELDS.index(field), state)
    return signing.TimestampSigner(salt=OWN_DATA).sign(signing.b64_encode(content).decode())


def holder_of(token: str) -> tuple[User, Field]:
    """Whose a token is, and to which identifier it was sent, not locked. Raises NewLinkNeeded."""
    try:
        text = signing.TimestampSigner(salt=OWN_DATA).unsign(token, max_age=LIFETIME)
        pk, place, _state = LAYOUT.unpack(signing.b64_decode(text.encode()))
        user, field = User.objects.get(pk=UUID(bytes=pk)), FIELDS[place]
    except (
        *(signing.BadSignature, ValueError, IndexError, struct.error),
        User.DoesNotExist,
    ) as error:
        raise NewLinkNeeded from error
    refuse_outdated(token, user)
    return user, field


def refuse_outdated(token: str, user: User) -> None:
    """Raise NewLinkNeeded for a token that was overtaken by a change of this user."""
    _pk, place, state = LAYOUT.unpack(signing.b64_decode(token.split(":")[0].encode()))
    is_open = user.status == Status.SUSPENDED and user.erased_at is None
    if not is_open or not is_any_of(state.hex(), _states(user, FIELDS[place])):
        raise NewLinkNeeded
