"""The keys of the database as this process knows them.

They are read again every half minute, so that a key made or retired anywhere is known everywhere
soon; and at once when a token names an unknown one, once a second at most, whoever sends such.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from foundation import keys
from foundation.models import KeyPurpose, RingKey
from foundation.secret_keys import decrypt, secret_keys

if TYPE_CHECKING:
    from foundation.keys import Key

logger = structlog.get_logger("guildhall.keys")

READ_AGAIN_SECONDS = 30.0
READ_AT_MOST_EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class StoredKeys:
    """What the table held when it was read."""

    usable: dict[str, list[Key]] = field(default_factory=dict)
    retired: frozenset[tuple[str, str]] = frozenset()
    read_at: float = field(default_factory=time.monotonic)


_known: StoredKeys | None = None
_reading = threading.Lock()


def current() -> StoredKeys:
    """The stored keys, at most half a minute old.

    One thread reads them again, while the others go on with what is known. Raises DatabaseError
    when nothing is known yet and the database is away: to go on without them would refuse tokens
    that are good.
    """
    known = _known
    if known is None or time.monotonic() - known.read_at > READ_AGAIN_SECONDS:
        return _read(known)
    return known


def newer() -> StoredKeys | None:
    """The keys read again because one is missing; None when they were read just now."""
    known = _known
    if known and time.monotonic() - known.read_at < READ_AT_MOST_EVERY_SECONDS:
        return None
    return _read(known)


def forget() -> None:
    """Read them again at the next use: this process has just changed them."""
    global _known
    _known = None


def rest() -> None:
    """Know of none, for the next half minute: tests begin so."""
    global _known
    _known = StoredKeys()


def _read(known: StoredKeys | None) -> StoredKeys:
    global _known
    if not _reading.acquire(blocking=known is None):
        assert known is not None  # noqa: S101 - for the type checker: it would have waited
        return known
    try:
        if _known is None or _known is known:
            _known = _from_database()
    except DatabaseError as error:
        if known is None:
            raise
        logger.warning("key_ring_not_read", error=type(error).__name__)
        _known = StoredKeys(known.usable, known.retired)
    finally:
        _reading.release()
    return _known


def _from_database() -> StoredKeys:
    usable: dict[str, list[Key]] = {purpose: [] for purpose in KeyPurpose.values}
    retired = set()
    for row in RingKey.objects.using(DEFAULT_DB_ALIAS).order_by("-signs_from", "-pk"):
        if row.retired_at:
            retired.add((row.purpose, row.kid))
        elif key := key_of(row):
            usable[row.purpose].append(key)
        else:
            logger.error("key_cannot_be_opened", purpose=row.purpose, kid=row.kid)
    return StoredKeys(usable, frozenset(retired))


def key_of(row: RingKey) -> Key | None:
    """The key of a row; None when no secret key opens it, or it is not the one it is called.

    Of a reputation key the public half will do, to verify by. Of a token key it will not: who can
    write rows must not be able to add a key that opens every account.
    """
    key = None
    if row.encrypted:
        key = _opened(row.algorithm, bytes(row.encrypted), secret_keys())
    if key is None and row.jwk and row.purpose == KeyPurpose.REPUTATIONS:
        key = keys.of_jwk(row.jwk)
    if key is None or key.kid != row.kid:
        return None
    return key.from_now(int(row.signs_from.timestamp()))


@lru_cache(maxsize=64)
def _opened(algorithm: str, encrypted: bytes, _secrets: tuple[str, ...]) -> Key | None:
    material = decrypt(encrypted)
    return None if material is None else keys.load(algorithm, material)
