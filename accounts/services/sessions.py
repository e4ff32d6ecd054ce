"""Sessions: opened by a log-in, kept alive by refreshing, and ended for good.

Refresh rotation by counter: a refresh token carries the counter that its session had when the token
was made. The current one rotates, by one conditional UPDATE that only one of any number of
simultaneous requests wins. The one before it, within a short grace, gets the same child again: its
client lost the answer, or another tab asked first. Nothing is stored for that, since a token is
derived from its session's row. Any other old token was copied, and ends the session (RFC 9700,
section 4.14.2).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Least, Now

from accounts import tokens
from accounts.errors import SessionEnded, TokenMissing
from accounts.known_devices import is_known
from accounts.models import LIVE_STATUSES, RevokedReason, Session, User
from accounts.services.locking import locked_by_staff, locked_user
from accounts.services.log_in_notices import tell_of_log_in
from foundation import limits
from foundation.addresses import UNKNOWN, network_of

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import SessionQuerySet
    from accounts.tokens import SessionToken, TokenPair

logger = structlog.get_logger("guildhall.sessions")

# How old `last_used_at` of a browser's session may get: a write for each request is too many.
USE_NOTED_EVERY = timedelta(minutes=5)
REFRESH_PER_ADDRESS = limits.Limit("refresh:address", 150, timedelta(minutes=5))


def open_session(
    *,
    user: User,
    user_agent: str,
    address: str,
    method: str = "",
    by_code: bool = False,
    by_second_factor: bool = False,
    password: str | None = None,
    device_token: str | None = None,
) -> Session:
    """Open a session for a user who has shown all that is asked for, and set `last_login`. Every
    log-in passes here, and is logged; the owner is told of one that is new to the account, unless
    `device_token` says that the device is known. Who logs in comes by `accounts.services.entry`,
    which asks for the second factor; who has just registered has none.

    One conditional UPDATE of the user both sets `last_login` and takes the row lock that
    suspending and password changes take: whichever comes first, no session outlives them. With
    `password`, the hash that was verified must still be the current one.

    Raises SessionEnded when the user's status or password changed in this very moment.
    """
    is_first = user.last_login is None
    with transaction.atomic():
        same_user = User.objects.filter(pk=user.pk, status__in=LIVE_STATUSES)
        if password is not None:
            same_user = same_user.filter(password=password)
        if not same_user.update(last_login=Now()):
            raise SessionEnded
        session = Session.objects.create(
            user=user,
            user_agent=user_agent[:300].replace("\0", ""),
            ip_address=None if address == UNKNOWN else address,
            expires_at=Now()
            + min(settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"], settings.SESSION_LIFETIME),
            code_verified_at=Now() if by_code else None,
            second_factor_at=Now() if by_second_factor else None,
        )
        session.refresh_from_db()
        user.refresh_from_db(fields=["last_login", "status"])
        user.has_live_session = True
        session.user = user
        if not is_first and not is_known(device_token, user):
            tell_of_log_in.enqueue(str(session.pk))
    method = method or ("code" if by_code else "password")
    logger.info("login_succeeded", user=str(user.pk), method=method, second_factor=by_second_factor)
    return session


def refresh(*, token: str, address: str) -> TokenPair:
    """Exchange a refresh token for a new pair; the old one is dead then.

    Raises LimitExceeded, and TokenError (TokenExpired, SessionEnded) for a token that is no good.
    """
    limits.hit((REFRESH_PER_ADDRESS, network_of(address)))
    presented = tokens.read(token, "refresh")
    session = _rotate(presented) or _repeat_or_revoke(presented)
    if session is None:
        raise SessionEnded
    return tokens.pair_for(session.user, session)


def _live_session(token: SessionToken) -> SessionQuerySet:
    """The session that a token names, if it is live, as a queryset of one.

    No join: an UPDATE of it then has its conditions on the row itself, which PostgreSQL checks
    again when it had to wait for the row's lock.
    """
    return Session.objects.live().of_live_users().filter(pk=token.session_id, user=token.user_id)


def _rotate(token: SessionToken) -> Session | None:
    """The session with its counter moved on, if the token carried the current one."""
    with transaction.atomic():
        moved = (
            _live_session(token)
            .filter(refresh_counter=token["ctr"])
            .update(
                refresh_counter=F("refresh_counter") + 1,
                rotated_at=Now(),
                last_used_at=Now(),
                expires_at=_end_if_unused_from_now(),
            )
        )
        return Session.objects.select_related("user").get(pk=token.session_id) if moved else None


def _end_if_unused_from_now() -> Least:
    """When a session ends that is not used again, by the idle limit or the absolute one."""
    return Least(
        Now() + Value(settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"]),
        F("created_at") + Value(settings.SESSION_LIFETIME),
    )


def note_use(*, session_id: UUID) -> bool:
    """Move the idle limit of a browser's session, which refreshes no token. Once in
    `USE_NOTED_EVERY`, however many requests come at once; what has ended stays so. Answers whether
    it was moved.
    """
    noted_long_ago = Session.objects.live().filter(
        pk=session_id, last_used_at__lte=Now() - Value(USE_NOTED_EVERY)
    )
    return bool(noted_long_ago.update(last_used_at=Now(), expires_at=_end_if_unused_from_now()))


def _repeat_or_revoke(token: SessionToken) -> Session | None:
    """The session as it is, for the parent of a token that was never exchanged, within
    `REFRESH_GRACE` of the parent's own first exchange.

    Otherwise the token is a copy that somebody kept: its session is ended, and that is committed
    before the caller is refused.
    """
    live = _live_session(token)
    repeated = (
        live.select_related("user")
        .filter(
            refresh_counter=token["ctr"] + 1,
            rotated_at__gt=Now() - Value(settings.REFRESH_GRACE),
        )
        .first()
    )
    # The current one was no copy, whatever kept it from being exchanged.
    old = live.exclude(refresh_counter=token["ctr"])
    if repeated is None and old.revoke(RevokedReason.REPLAYED):
        logger.warning("refresh_token_replayed", session=str(token.session_id))
    return repeated


def end_session(*, session_id: UUID, reason: RevokedReason) -> None:
    """End one session; ending it again changes nothing."""
    Session.objects.filter(pk=session_id).revoke(reason)


def end_own_session(*, user: User, session_id: UUID | None, ending: UUID) -> None:
    """End one of the user's sessions from another one. Raises SessionEnded."""
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        end_session(session_id=ending, reason=RevokedReason.ENDED)


def end_sessions_by_staff(
    *, user: User, by: User, session_id: UUID | None, ending: UUID | None = None
) -> None:
    """End one session of a user, or all, as a member of staff who acts in the session `session_id`.
    Raises SessionEnded.
    """
    with transaction.atomic():
        locked = locked_by_staff(user, by=by, session_id=session_id)
        if ending:
            end_session(session_id=ending, reason=RevokedReason.STAFF)
        else:
            end_all_sessions(user=locked, reason=RevokedReason.STAFF)
    logger.info("sessions_ended_by_staff", user=str(user.pk), by=str(by.pk), one=bool(ending))


def log_out_everywhere(*, user: User, session_id: UUID | None) -> None:
    """End all sessions of the user, the one that asks included. Raises SessionEnded."""
    with transaction.atomic():
        locked = locked_user(user, session_id=session_id)
        end_all_sessions(user=locked, reason=RevokedReason.LOGGED_OUT)


def log_out(*, access_token: str | None, refresh_token: str | None) -> None:
    """End the session that either token belongs to. Idempotent: ended twice is ended.

    A refresh token serves when the access token has expired, even an old one: whoever holds it
    may well end the session.

    Raises TokenMissing, TokenExpired or TokenError.
    """
    if refresh_token:
        token = tokens.read(refresh_token, "refresh")
    elif access_token:
        token = tokens.read(access_token, "access")
    else:
        raise TokenMissing
    end_session(session_id=token.session_id, reason=RevokedReason.LOGGED_OUT)


def end_all_sessions(*, user: User, reason: RevokedReason, keep: UUID | None = None) -> int:
    """End all live sessions of a user, but `keep`; answers how many. Where none is kept, no device
    is remembered either: each is asked for the second factor again.
    """
    if keep is None:
        user.remembered_devices.all().delete()
    ended = user.sessions.exclude(pk=keep) if keep else user.sessions.all()
    return ended.revoke(reason)


def prune_sessions(*, kept: timedelta) -> int:
    """Delete the sessions that ended more than `kept` ago; answers how many."""
    ended_before = Now() - Value(kept)
    ended = Q(revoked_at__lt=ended_before) | Q(expires_at__lt=ended_before)
    return Session.objects.filter(ended).delete()[0]
