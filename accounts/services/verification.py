"""Whoever verifies first owns, and nobody joins from outside: the one rule of all ways in.

Whatever verifies an e-mail address or a phone number (a link, a code, a reset) calls `verify`,
which looks at the account as it is, locked, and at what came besides:

- Nothing of the account was verified before. In one of its live sessions, or together with its
  password, the identifier is verified, and nothing ends. From outside and without the password,
  whoever made the account may wait for the identifier's holder (pre-hijacking: Sudhodanan and
  Paverd, USENIX Security 2022): the holder sets a new password and everything else ends.
- Something else of it is verified. A live session verifies the identifier; from outside nothing is
  joined and nothing ends.
- It was verified before. Nothing changes: what a log-in or a reset does besides is its own matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from accounts import ways_in
from accounts.errors import PasswordRequired, VerifiedOtherwise
from accounts.models import PENDING, VERIFIED_AT, RevokedReason, User
from accounts.services import identifier_changes
from accounts.services.identity import taken_by
from accounts.services.locking import is_live
from accounts.services.sessions import end_all_sessions
from accounts.services.status import activate_by_proof

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from accounts.services.identity import Identifier

logger = structlog.get_logger("guildhall.verification")


@dataclass(frozen=True)
class Evidence:
    """What came with an identifier's verification.

    `session_id` is the session that asks, of whomever. `password` is the account's hash that the
    right password was compared with. `new_password` is the hash of the one that takes its place if
    the account changes hands.
    """

    session_id: UUID | None = None
    password: str | None = None
    new_password: str | None = None


class Outcome(Enum):
    """What verifying an identifier does to the account."""

    AGAIN = auto()
    JOINS = auto()
    TAKES_OVER = auto()


def outcome_of(user: User, identifier: Identifier, evidence: Evidence) -> Outcome:
    """The rule. Raises VerifiedOtherwise for one who comes from outside to an account of which
    something else is verified.
    """
    field = identifier.field
    if getattr(user, field) == identifier.value and field in user.verified_fields:
        return Outcome.AGAIN
    if is_live(session_id=evidence.session_id, user=user):
        return Outcome.JOINS
    if user.verified_fields:
        raise VerifiedOtherwise(user.verified_fields[0])
    knows_password = evidence.password is not None and evidence.password == user.password
    return Outcome.JOINS if knows_password else Outcome.TAKES_OVER


def verify(
    *,
    user: User,
    identifier: Identifier,
    evidence: Evidence,
    only_if: Callable[[User], object] = lambda _locked: None,
) -> User:
    """Verify an e-mail address or phone number for an account; a pending one becomes active.

    `only_if` is called with the locked user, and raises when what was sent is no good any more.
    Whoever else merely typed the identifier in loses it. Raises VerifiedOtherwise,
    PasswordRequired when the account would change hands without a new password, and
    IdentifierTaken.
    """
    try:
        with transaction.atomic():
            locked, others = lock_in_order(user, [identifier])
            only_if(locked)
            outcome = outcome_of(locked, identifier, evidence)
            if identifier.field == "email":
                _mails_arrive(locked)
            if outcome != Outcome.AGAIN:
                take_from(others, identifier.field)
                if outcome == Outcome.JOINS:
                    _join(locked, identifier)
                else:
                    _take_over(locked, identifier, evidence.new_password)
                activate_by_proof(locked)
    except IntegrityError as error:
        raise taken_by(error) from error
    if outcome != Outcome.AGAIN:
        logger.info("verified", user=str(user.pk), field=identifier.field, outcome=outcome.name)
    user.refresh_from_db()
    return user


def _mails_arrive(user: User) -> None:
    """What verifies an address came there by mail: whatever was reported of it is over."""
    if user.email_trouble:
        User.objects.filter(pk=user.pk).update(email_trouble="", email_trouble_at=Now())
        logger.info("address_unmarked", user=str(user.pk))


def lock_in_order(user: User, identifiers: Iterable[Identifier]) -> tuple[User, list[User]]:
    """The user, and whoever else has one of the identifiers: all in one order, so that two who take
    from each other do not wait for each other.
    """
    involved = Q(pk=user.pk)
    for identifier in identifiers:
        having = User.objects.having(identifier.field, identifier.value)
        involved |= Q(pk__in=having.values("pk"))
    locked = User.objects.filter(involved).order_by("pk").select_for_update(no_key=True)
    rows = {row.pk: row for row in locked}
    return rows.pop(user.pk), list(rows.values())


def _join(user: User, identifier: Identifier) -> None:
    """Verify it for the account as it is. What replaces something is a change that can be undone,
    once there is anything verified to protect.
    """
    field, value = identifier.field, identifier.value
    if getattr(user, field) != value and user.is_verified:
        identifier_changes.take_effect(user, field, value)
        return
    setattr(user, field, value)
    setattr(user, VERIFIED_AT[field], Now())
    user.save(update_fields=[field, VERIFIED_AT[field], "updated_at"])


def _take_over(user: User, identifier: Identifier, password: str | None) -> None:
    if password is None:
        raise PasswordRequired
    setattr(user, identifier.field, identifier.value)
    setattr(user, VERIFIED_AT[identifier.field], Now())
    end_everything_else(user=user, keep=[identifier.field], password=password)
    logger.warning("account_taken_over", user=str(user.pk), field=identifier.field)


def end_everything_else(
    *,
    user: User,
    keep: Collection[str],
    password: str,
    made_since: datetime | None = None,
) -> None:
    """Leave a locked account to whoever holds the identifiers in `keep`: their values are saved,
    the others end, the hash `password` takes the place of the password, and every session, mailed
    link, waiting change and registered way in (`accounts.ways_in`) ends. With `made_since`, ways
    in from before that moment stay, an older change can still be undone, and the sessions opened
    since make no device known.
    """
    for field in VERIFIED_AT:
        if field not in keep:
            setattr(user, field, None)
            setattr(user, VERIFIED_AT[field], None)
        setattr(user, PENDING[field], None)
    user.password = password
    user.identity_ended_at = Now()
    identifiers = [*VERIFIED_AT, *VERIFIED_AT.values(), *PENDING.values()]
    user.save(update_fields=[*identifiers, "password", "identity_ended_at", "updated_at"])
    changes = user.identifier_changes.all()
    changes.waiting().end()
    (changes.since(made_since) if made_since else changes).end()
    if made_since:
        _disown(user, made_since)
    end_all_sessions(user=user, reason=RevokedReason.PASSWORD_CHANGED)
    ways_in.end_all(user, made_since=made_since)


def _disown(user: User, since: datetime) -> None:
    """End the sessions opened since, those that have ended too: they make nothing known."""
    opened = user.sessions.filter(created_at__gte=since)
    ended_at = Coalesce("revoked_at", Now())
    opened.update(revoked_at=ended_at, revoked_reason=RevokedReason.DISOWNED)


def release_typed_in(identifier: Identifier) -> None:
    """Take an identifier, which its holder verified, from whoever merely typed it in."""
    with transaction.atomic():
        having = User.objects.having(identifier.field, identifier.value).order_by("pk")
        take_from(list(having.select_for_update(no_key=True)), identifier.field)


def release(*, user: User, field: str, only_if: Callable[[User], object]) -> None:
    """Take an identifier that was never verified from an account, at its holder's wish, whether
    it waits or is there already. A verified one stays.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        only_if(locked)
        take_from([locked], field)


def take_from(users: Iterable[User], field: str) -> None:
    """Take an identifier from locked users who merely typed it in. Whoever verified it keeps it."""
    for user in users:
        if field in user.verified_fields:
            continue
        setattr(user, field, None)
        if not (user.email or user.phone_number):
            user.identity_ended_at = Now()
        user.save(update_fields=[field, "identity_ended_at", "updated_at"])
        logger.info("identifier_released", user=str(user.pk), field=field)
