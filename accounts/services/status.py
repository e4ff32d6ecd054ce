"""The account's status: guarded transitions, and what each of them entails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction

from accounts import reactions
from accounts.errors import NotVerified, TransitionRefused
from accounts.events import RESTORED, SUSPENDED, SWITCHED_OFF, of_owner
from accounts.models import TRANSITIONS, RevokedReason, Role, Status, User
from accounts.services.sessions import end_all_sessions
from foundation import deadlines
from foundation.events import record

if TYPE_CHECKING:
    from uuid import UUID

    from foundation.models import Event

logger = structlog.get_logger("guildhall.status")

# Reaching one of these ends every session, in the same transaction.
ENDS_SESSIONS = {
    Status.INACTIVE: RevokedReason.DEACTIVATED,
    Status.SUSPENDED: RevokedReason.SUSPENDED,
}


def change_status(*, user: User, to: Status, suspended_by: UUID | None = None) -> User:
    """Move an account along the transition table, and end its sessions where that follows. Only a
    decision suspends: the database refuses what names none.

    The user's row is locked first: a log-in or another change waits. Changing to the status that
    the account has already is no change. Raises TransitionRefused.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.status != to or locked.suspended_by != suspended_by:
            if to not in {locked.status, *TRANSITIONS[locked.status]} or locked.erased_at:
                raise TransitionRefused(locked.status, to)
            logger.info("status_changed", user=str(user.pk), before=locked.status, after=to)
            record(*_events_of(locked, to))
            locked.status, locked.suspended_by = to, suspended_by
            locked.save(update_fields=["status", "suspended_by", "updated_at"])
            if to in ENDS_SESSIONS:
                end_all_sessions(user=locked, reason=ENDS_SESSIONS[to])
            reactions.account_changed(locked)
    user.refresh_from_db(fields=["status", "suspended_by", "is_active", "updated_at"])
    return user


def _events_of(user: User, to: Status) -> list[Event]:
    """What moving a locked account tells. Who decided is no matter of its owner's."""
    if to == user.status:
        return []  # another decision suspends it now
    if Status.SUSPENDED in (to, user.status):
        kind = SUSPENDED if to == Status.SUSPENDED else RESTORED
        return [of_owner(kind, user, is_by_owner=False)]
    return [of_owner(SWITCHED_OFF, user)] if to == Status.INACTIVE else []


def suspend(*, user: User, decision: UUID) -> User:
    """Lock an account out at once: no log-in, and every session and token is dead. By a decision,
    whose restriction is there when the transaction ends.
    """
    return change_status(user=user, to=Status.SUSPENDED, suspended_by=decision)


def restore(*, user: User, to: Status = Status.ACTIVE) -> User:
    """Lift a suspension: the account is what it was before, but that one of which an address was
    verified meanwhile, by a link from before, is pending no more. Raises TransitionRefused for one
    that is not suspended.
    """
    if user.status != Status.SUSPENDED:
        raise TransitionRefused(user.status, to)
    if to == Status.PENDING and user.is_verified:
        to = Status.ACTIVE
    return change_status(user=user, to=to)


def end_lapsed_suspension(user: User) -> None:
    """Lift a suspension whose time is over. Called outside of a transaction, which might be rolled
    back with what it settled.
    """
    if user.status == Status.SUSPENDED:
        deadlines.settle_due()
        user.refresh_from_db(fields=["status", "suspended_by", "is_active"])


def activate_by_proof(user: User) -> None:
    """Make a pending account active: an address or a phone was proved. Others stay as they are."""
    if user.status == Status.PENDING:
        change_status(user=user, to=Status.ACTIVE)


def require_verified(user: User) -> None:
    """For what concerns others: posting, proposing, hiring, reviewing. A pending account may look
    and prepare. Raises NotVerified, unless the site asks for no proof.
    """
    if user.status == Status.PENDING and settings.ACCOUNT_PROOF_REQUIRED:
        raise NotVerified


def grant_administrator(*, user: User) -> User:
    """Make an active user an administrator. Raises TransitionRefused for any other."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.status != Status.ACTIVE:
            raise TransitionRefused(locked.status, Role.ADMIN)
        locked.role = Role.ADMIN
        locked.save(update_fields=["role", "updated_at"])
        reactions.account_changed(locked)
    logger.info("administrator_granted", user=str(user.pk))
    return locked
