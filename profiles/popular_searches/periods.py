"""By which key askers are told apart, and for how long.

The key is random, stored encrypted under the secret key, and deleted with all that was made by it:
after 30 days, or as soon as that is much. Then nobody can tell any more who asked for what.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.secret_keys import decrypt, encrypt
from profiles.models import SearchMark, SearchPeriod

if TYPE_CHECKING:
    from accounts.models import User

PERIOD = timedelta(days=30)
MAX_MARKS = 200_000
KEY_BYTES = 32
QUERY, MARK = b"query", b"mark"


@dataclass(frozen=True)
class PeriodKey:
    """What is made by the key of a period."""

    key: bytes

    def query(self, text: str) -> UUID:
        """What stands for a text."""
        return self._digest(QUERY, text.encode())

    def mark(self, query: UUID, asker: str) -> UUID:
        """What stands for somebody who asks for this, and says nothing of what else they asked."""
        return self._digest(MARK, query.bytes + asker.encode())

    def _digest(self, purpose: bytes, data: bytes) -> UUID:
        return UUID(bytes=blake2b(data, key=self.key, person=purpose, digest_size=16).digest())


def of_account(user_id: UUID) -> str:
    """An account as an asker."""
    return f"account {user_id}"


def locked_period() -> tuple[SearchPeriod, PeriodKey]:
    """The current period, locked until the caller's transaction ends: one at a time counts. One
    that is over goes with its marks, and the next begins.
    """
    while True:
        period = SearchPeriod.objects.select_for_update().first()
        key = period and _key_of(period)
        if period and key:
            return period, key
        if period:
            period.delete()
        # Another one may have begun it just now.
        SearchPeriod.objects.bulk_create([_new()], ignore_conflicts=True)


def _new() -> SearchPeriod:
    key = secrets.token_bytes(KEY_BYTES)
    return SearchPeriod(encrypted_key=encrypt(key), ends_at=timezone.now() + PERIOD)


def _key_of(period: SearchPeriod) -> PeriodKey | None:
    """None if the period is over: by time, by how many marks there are, or because no secret key
    opens its own any more.
    """
    is_over = period.ends_at <= timezone.now() or period.marks >= MAX_MARKS
    key = decrypt(bytes(period.encrypted_key))
    return None if is_over or key is None else PeriodKey(key)


def end_period(*, even_if_current: bool = False) -> None:
    """Delete the period with its marks when it is over."""
    with transaction.atomic():
        period = SearchPeriod.objects.select_for_update().first()
        if period and (even_if_current or not _key_of(period)):
            period.delete()


def forget_account(user: User) -> None:
    """Delete the marks of an account, in the caller's transaction. What was asked by it and is not
    counted yet makes no new ones.
    """
    period = SearchPeriod.objects.select_for_update().first()
    if period is None:
        return
    if (key := _key_of(period)) is None:
        period.delete()
        return
    asker = of_account(user.pk)
    queries = SearchMark.objects.values_list("query", flat=True).distinct()
    own = [key.mark(query, asker) for query in queries.iterator()]
    SearchMark.objects.filter(mark__in=own).delete()
