"""Who may do what a key stands for, and what came of it: each step is one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection
from django.db.models.functions import Now

from foundation.idempotency.errors import KeyInFlight, KeyReused
from foundation.models import IdempotencyKey
from foundation.secret_keys import is_any_of

if TYPE_CHECKING:
    from collections.abc import Collection

KEPT = timedelta(hours=24)
# After so long without a sign of life a claim may be taken over. No request of ours lasts as long;
# one that does loses its claim, and changes nothing.
LEASE = timedelta(seconds=60)

INSERT = """
    INSERT INTO foundation_idempotencykey
        (digest, account_id, fingerprint, claim, claimed_at, expires_at, concerned)
    VALUES (%s, %s, %s, %s, clock_timestamp(), clock_timestamp() + %s, '{}')
    ON CONFLICT (digest) DO NOTHING
"""
FREE = """(
    expires_at <= clock_timestamp()
    OR (finished_at IS NULL AND written_at IS NULL AND claimed_at <= clock_timestamp() - %s)
)"""
LOOK = f"""
    SELECT fingerprint, status, answer, made_id,
           finished_at IS NOT NULL OR claimed_at <= clock_timestamp() - %s, {FREE}
    FROM foundation_idempotencykey WHERE digest = %s
"""  # noqa: S608 - a condition of ours
# A row that somebody is writing at this moment is passed over, not waited for.
TAKE_OVER = f"""
    UPDATE foundation_idempotencykey SET
        fingerprint = %s, claim = %s, claimed_at = clock_timestamp(),
        expires_at = clock_timestamp() + %s, written_at = NULL, made_id = NULL,
        finished_at = NULL, status = NULL, answer = NULL, concerned = '{{}}'
    WHERE digest IN (
        SELECT digest FROM foundation_idempotencykey WHERE digest = %s AND {FREE}
        FOR UPDATE SKIP LOCKED
    )
"""  # noqa: S608 - a condition of ours
MARK = """
    UPDATE foundation_idempotencykey
    SET written_at = clock_timestamp(), made_id = coalesce(%s, made_id)
    WHERE digest = %s AND claim = %s
"""
FINISH = """
    UPDATE foundation_idempotencykey
    SET finished_at = clock_timestamp(), made_id = coalesce(%s, made_id),
        status = %s, answer = %s, concerned = %s
    WHERE digest = %s AND claim = %s
"""
RELEASE = """
    DELETE FROM foundation_idempotencykey
    WHERE digest = %s AND claim = %s AND made_id IS NULL AND (%s OR written_at IS NULL)
"""
CLOSE = """
    UPDATE foundation_idempotencykey SET finished_at = clock_timestamp()
    WHERE digest = %s AND claim = %s
"""
# In one order: two who wrote to each other may be erased at once.
LOCK_ALL = """
    SELECT digest FROM foundation_idempotencykey
    WHERE account_id = %s OR concerned @> %s ORDER BY digest FOR UPDATE
"""
FORGET_TEXT = """
    UPDATE foundation_idempotencykey SET answer = NULL, concerned = '{}' WHERE concerned @> %s
"""


class Kept(NamedTuple):
    """What is known of an earlier request that did its work."""

    status: int | None
    answer: bytes | None
    made_id: UUID | None


@dataclass(frozen=True)
class Claim:
    """One request's right to do what a key stands for."""

    digest: str
    account_id: UUID
    fingerprints: list[str]
    id: UUID = field(default_factory=uuid4)

    def take(self) -> Kept | None:
        """Claim the key, or tell what came of the request that had it before.

        Raises KeyInFlight and KeyReused.
        """
        # Looked for first: an insertion would wait for whoever is writing the row at this moment.
        if (row := self._look()) is None:
            if _changed(INSERT, [self.digest, self.account_id, self._fingerprint, self.id, KEPT]):
                return None
            row = self._look()
        if row is None:  # released at this moment
            raise KeyInFlight
        known, status, answer, made_id, is_settled, is_free = row
        if is_free:
            self._take_over()
            return None
        if not is_any_of(known, self.fingerprints):
            raise KeyReused
        if not is_settled:
            raise KeyInFlight
        return Kept(status, None if answer is None else bytes(answer), made_id)

    @property
    def _fingerprint(self) -> str:
        return self.fingerprints[0]

    def _look(self) -> tuple[Any, ...] | None:
        with connection.cursor() as cursor:
            parameters: list[Any] = [LEASE, LEASE, self.digest]
            cursor.execute(LOOK, parameters)
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found

    def _take_over(self) -> None:
        if not _changed(TAKE_OVER, [self._fingerprint, self.id, KEPT, self.digest, LEASE]):
            raise KeyInFlight

    def mark(self, made_id: UUID | None) -> None:
        """Note, in the current transaction, that it changes something, and what it makes.

        Raises KeyInFlight when the claim was lost: the transaction must not be committed.
        """
        if not _changed(MARK, [made_id, self.digest, self.id]):
            raise KeyInFlight

    def finish(
        self,
        *,
        status: int,
        answer: bytes | None,
        made_id: UUID | None,
        concerned: Collection[UUID],
    ) -> None:
        """Keep what was answered."""
        _changed(FINISH, [made_id, status, answer, list(concerned), self.digest, self.id])

    def release(self, *, is_refusal: bool) -> None:
        """Have the key free again, unless something happened that must not happen twice: what was
        made, or, if it was no rule that refused the rest, any change.
        """
        if not _changed(RELEASE, [self.digest, self.id, is_refusal]):
            _changed(CLOSE, [self.digest, self.id])


def _changed(sql: str, parameters: list[Any]) -> bool:
    """Whether the statement changed a row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount > 0


def forget(account_id: UUID) -> None:
    """Erase what is kept for an account, and every answer that may hold its text: who comes again
    with the key of one is told that it was not kept. In the caller's transaction.
    """
    with connection.cursor() as cursor:
        parameters: list[Any] = [account_id, [account_id]]
        cursor.execute(LOCK_ALL, parameters)
    IdempotencyKey.objects.filter(account_id=account_id).delete()
    _changed(FORGET_TEXT, [[account_id]])


def prune() -> int:
    """Delete the keys whose time is over; answers how many."""
    return IdempotencyKey.objects.filter(expires_at__lte=Now()).delete()[0]
