"""The key rings of this deployment, and their keys in words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.token_keys import RING as TOKENS
from foundation.key_ring import NoKeyToSign
from foundation.key_rotation import forget_superseded
from foundation.models import KeyPurpose, RingKey
from foundation.stored_keys import key_of
from reviews.signing import ALGORITHM as REPUTATION_ALGORITHM
from reviews.signing import RING as REPUTATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from foundation.key_ring import KeyRing

RINGS: dict[str, KeyRing] = {KeyPurpose.TOKENS: TOKENS, KeyPurpose.REPUTATIONS: REPUTATIONS}
# Of the keys that are made.
ALGORITHMS: dict[str, Callable[[], str]] = {
    KeyPurpose.TOKENS: lambda: settings.SIMPLE_JWT["ALGORITHM"],
    KeyPurpose.REPUTATIONS: lambda: REPUTATION_ALGORITHM,
}


def keys_in_words(ring: KeyRing) -> Iterator[str]:
    """A line for each key of a ring, the newest first. No line holds a secret."""
    signing = _signing(ring)
    rows = list(RingKey.objects.filter(purpose=ring.purpose).order_by("-signs_from", "-pk"))
    for row in rows:
        dates = f"made {row.made_at:%Y-%m-%d}, {_state(row, signing)}"
        yield f"{ring.purpose}: {row.kid} ({row.algorithm}) {dates}"
    if not rows:
        source = "SECRET_KEY" if ring.stands_in else "the settings"
        yield f"{ring.purpose}: {signing} of {source}, signs"


def _signing(ring: KeyRing) -> str | None:
    """The name of the key that signs now, if there is one."""
    try:
        return ring.signing_key(at=int(time.time())).kid
    except NoKeyToSign:
        return None


def _state(row: RingKey, signing: str | None) -> str:
    if row.retired_at:
        return f"retired {row.retired_at:%Y-%m-%d}"
    if row.kid == signing:
        return "signs"
    key = key_of(row)
    if key is None:
        return "cannot be opened: it was encrypted under another SECRET_KEY"
    if key.signs_from > time.time():
        return f"signs from {row.signs_from:%Y-%m-%d %H:%M} UTC"
    return "verifies"


def prune_keys() -> int:
    """Put away the keys that newer ones have replaced; answers how many.

    No token lives longer than a refresh token, while a reputation is verified for ever.
    """
    longest = settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]
    return forget_superseded(TOKENS, good_for=longest) + forget_superseded(
        REPUTATIONS, good_for=None
    )
