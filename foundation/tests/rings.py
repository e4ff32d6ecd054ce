"""Rings to try things with."""

from __future__ import annotations

from datetime import timedelta

from foundation import keys
from foundation.key_ring import Configured, KeyRing
from foundation.key_rotation import rotate
from foundation.models import KeyPurpose

FIRST = keys.load("EdDSA", keys.make("EdDSA"))
NOW = 2_000_000_000  # later than any key of a test begins to sign
DAY = timedelta(days=1)


def ring_of(*configured: keys.Key, stand_in: bool = False) -> KeyRing:
    known = Configured(configured, stand_in)
    return KeyRing(KeyPurpose.REPUTATIONS, lambda: known)


def made(ring: KeyRing, *, leaked: bool = False) -> str:
    row = rotate(ring, algorithm="EdDSA", leaked=leaked)
    assert row is not None
    return row.kid
