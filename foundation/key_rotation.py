"""Changing the keys of a ring: new ones, and an end for old ones.

The database keeps them encrypted under the secret key: what is in it, or in a copy of it, signs
nothing without that.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Now

from foundation import keys, stored_keys
from foundation.models import RingKey
from foundation.secret_keys import decrypt, encrypt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from foundation.key_ring import KeyRing
    from foundation.keys import Key

logger = structlog.get_logger("guildhall.keys")

# Copies of the public keys may be an hour old, and those of a process half a minute.
PUBLISHED_AHEAD = timedelta(hours=1, minutes=5)
# What was signed in a key's last second is made again within a minute or so; a day is plenty.
KEPT_TO_SIGN = timedelta(days=1)
# Keys of the settings come before all others.
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class OnlyKey(Exception):
    """There is no other key to sign: make one first."""


def rotate(
    ring: KeyRing,
    *,
    algorithm: str,
    older_than: timedelta | None = None,
    leaked: bool = False,
) -> RingKey | None:
    """Make a new key, which signs a little more than an hour from now, and answer it. With
    `older_than`, only if the newest is older; else None.

    With `leaked`, the new key signs at once, and every other one is retired: what they signed is
    good no more.

    The keys of the settings are kept as well, so that they outlive a change of the settings; and
    all are encrypted anew under the current secret key. Of two at once one waits for the other.
    """
    with _changing(ring):
        _adopt(ring)
        _encrypt_anew(ring)
        if older_than is not None and _has_one_younger_than(older_than, ring):
            return None
        others = list(_in_use(ring).values_list("pk", flat=True))
        key = keys.load(algorithm, keys.make(algorithm))
        new = _keep(ring, key, signs_from=Now() if leaked else Now() + Value(PUBLISHED_AHEAD))
        if leaked:
            _retire(RingKey.objects.filter(pk__in=others))
    logger.info("key_made", purpose=ring.purpose, kid=new.kid, leaked=leaked)
    return new


def retire(ring: KeyRing, *, kid: str) -> None:
    """End one key: what it signed is good no more, and its halves are erased.

    Raises RingKey.DoesNotExist for one that is unknown or retired already, and OnlyKey.
    """
    with _changing(ring):
        _adopt(ring)
        row = _in_use(ring).get(kid=kid)
        if not _in_use(ring).filter(encrypted__isnull=False).exclude(pk=row.pk).exists():
            raise OnlyKey
        _retire(RingKey.objects.filter(pk=row.pk))
    logger.info("key_retired", purpose=ring.purpose, kid=kid)


def forget_superseded(ring: KeyRing, *, good_for: timedelta | None) -> int:
    """Put away the keys that a newer one has replaced; answers how many.

    `good_for` says how long at most is good what a key signs; after that it is retired. None: for
    ever; then its secret half is erased, and its public half goes on verifying.
    """
    with _changing(ring):
        if good_for is None:
            old = _superseded(ring, KEPT_TO_SIGN).filter(encrypted__isnull=False)
            return old.filter(jwk__isnull=False).update(encrypted=None)
        return _retire(_superseded(ring, KEPT_TO_SIGN + good_for))


@contextmanager
def _changing(ring: KeyRing) -> Iterator[None]:
    """A transaction in which nobody else changes the ring; what this process knew is forgotten."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"keys {ring.purpose}"])
            yield
    finally:
        stored_keys.forget()


def _in_use(ring: KeyRing) -> QuerySet[RingKey]:
    return RingKey.objects.filter(purpose=ring.purpose, retired_at=None)


def _has_one_younger_than(age: timedelta, ring: KeyRing) -> bool:
    made = _in_use(ring).filter(encrypted__isnull=False, made_at__gt=Now() - Value(age))
    return made.filter(signs_from__gt=BEFORE_ALL).exists()


def _adopt(ring: KeyRing) -> None:
    """Keep the keys of the settings, too; those that stand in only for want of others."""
    configured = ring.configured()
    if configured.stand_in and _in_use(ring).filter(encrypted__isnull=False).exists():
        return
    known = set(RingKey.objects.filter(purpose=ring.purpose).values_list("kid", flat=True))
    for key in reversed(configured.keys):
        if key.kid not in known:
            _keep(ring, key, signs_from=BEFORE_ALL)


def _keep(ring: KeyRing, key: Key, *, signs_from: datetime | Combinable) -> RingKey:
    row = RingKey.objects.create(
        purpose=ring.purpose,
        kid=key.kid,
        algorithm=key.algorithm,
        encrypted=encrypt(keys.material_of(key)),
        jwk=key.jwk,
        signs_from=signs_from,
    )
    row.refresh_from_db()
    return row


def _encrypt_anew(ring: KeyRing) -> None:
    for row in _in_use(ring).filter(encrypted__isnull=False):
        material = decrypt(bytes(row.encrypted or b""))
        if material is not None:
            RingKey.objects.filter(pk=row.pk).update(encrypted=encrypt(material))


def _superseded(ring: KeyRing, ago: timedelta) -> QuerySet[RingKey]:
    """Keys that ceased to sign so long ago, because a later one began to."""
    later = _in_use(ring).filter(
        encrypted__isnull=False,
        signs_from__gt=OuterRef("signs_from"),
        signs_from__lt=Now() - Value(ago),
    )
    return _in_use(ring).filter(Exists(later))


def _retire(rows: QuerySet[RingKey]) -> int:
    return rows.update(retired_at=Now(), encrypted=None, jwk=None)
