"""A user's passkeys: added, renamed and removed by their owner, or removed by staff."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction

from accounts import challenges, webauthn
from accounts.challenges import Purpose
from accounts.errors import (
    CredentialRefused,
    LastWayIn,
    PasskeyGone,
    RemovalWaits,
    SelfRemoval,
    SuperuserRequired,
    TooManyPasskeys,
)
from accounts.models import Passkey, RevokedReason, User
from accounts.services.locking import locked_by_staff, locked_user
from accounts.services.passkey_mails import tell_owner
from accounts.services.password import require_proof
from accounts.services.second_factor.enrolment import factors_of, has_second_factor
from accounts.services.second_factor.freshness import note_second_factor
from accounts.services.second_factor.recovery_codes import make_recovery_codes, recovery_codes_left
from accounts.services.sessions import end_all_sessions
from foundation import limits

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.webauthn import Credential

logger = structlog.get_logger("guildhall.passkeys")

MAX_PASSKEYS = 20
# Each is told to the owner by mail.
CHANGES_PER_USER = limits.Limit("passkey:changes", 20, timedelta(hours=1))


def begin_registration(
    *, user: User, session_id: UUID | None, current_password: str | None
) -> dict[str, Any]:
    """The options with which a browser makes a passkey for this user, in this session only.

    Raises LimitExceeded, WrongPassword, FreshProofRequired and TooManyPasskeys.
    """
    require_proof(user=user, session_id=session_id, password=current_password)
    existing = list(user.passkeys.all())
    if len(existing) >= MAX_PASSKEYS:
        raise TooManyPasskeys
    challenge = challenges.issue(Purpose.REGISTER, bound_to=_session_of(user, session_id))
    return webauthn.creation_options(user=user, challenge=challenge, existing=existing)


def register_passkey(
    *, user: User, session_id: UUID | None, name: str, credential: Credential
) -> tuple[Passkey, list[str]]:
    """Keep the passkey that an authenticator made, and tell the owner. That it is the owner who
    asks was shown when the registration began. If it is now the second factor of an account that
    had none, all other sessions end, in which it never was shown; and unless there are some left,
    recovery codes come with it, which can be read this once.

    Raises LimitExceeded, ChallengeInvalid, CredentialRefused, TooManyPasskeys and SessionEnded.
    """
    challenge = webauthn.challenge_in(credential)
    challenges.burn(challenge, Purpose.REGISTER, bound_to=_session_of(user, session_id))
    made = webauthn.check_registration(credential, challenge=challenge)
    limits.hit((CHANGES_PER_USER, user.pk))
    try:
        with transaction.atomic():
            locked = locked_user(user, session_id=session_id)
            if locked.passkeys.count() >= MAX_PASSKEYS:
                raise TooManyPasskeys
            had_second_factor = has_second_factor(locked)
            passkey = Passkey.objects.create(user=locked, name=name, **vars(made))
            passkey.refresh_from_db()
            codes: list[str] = []
            if not had_second_factor and has_second_factor(locked):
                _let_only_this_session_live(locked, session_id)
                codes = [] if recovery_codes_left(locked) else make_recovery_codes(locked)
            tell_owner(locked, "passkey-added", passkey)
    except IntegrityError as error:  # it is registered already, here or elsewhere
        raise CredentialRefused from error
    logger.info("passkey_added", user=str(user.pk), passkey=str(passkey.pk))
    return passkey, codes


def _let_only_this_session_live(user: User, session_id: UUID | None) -> None:
    """A second factor was set up, and thereby shown, in this session. As for an app (`enrol`)."""
    end_all_sessions(user=user, reason=RevokedReason.FACTOR_CHANGED, keep=session_id)
    note_second_factor(user=user, session_id=session_id)


def rename_passkey(*, user: User, session_id: UUID | None, passkey: Passkey, name: str) -> Passkey:
    """Call a passkey of the user's something else. Raises SessionEnded and PasskeyGone."""
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        if not Passkey.objects.filter(pk=passkey.pk).update(name=name):
            raise PasskeyGone
    passkey.name = name
    return passkey


def remove_passkey(
    *, user: User, session_id: UUID | None, passkey: Passkey, current_password: str | None
) -> None:
    """Remove a passkey of the user's, as long as there is another way in, and tell the owner.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, LastWayIn and SessionEnded.
    """
    verified = require_proof(user=user, session_id=session_id, password=current_password)
    limits.hit((CHANGES_PER_USER, user.pk))
    with transaction.atomic():
        locked = locked_user(user, session_id=session_id, verified=verified)
        if not _has_another_way_in(locked, passkey):
            raise LastWayIn
        _remove(locked, passkey)
    logger.info("passkey_removed", user=str(user.pk), passkey=str(passkey.pk))


def remove_passkey_by_staff(
    *, passkey: Passkey, by: User, reason: str, session_id: UUID | None = None
) -> None:
    """Remove a passkey that was lost or copied, tell its owner, and end all of their sessions: what
    was opened with it is over. A member's only second factor goes as an app does, after a waiting
    time.

    Raises LastWayIn; RemovalWaits for a member's only second factor; SuperuserRequired for a
    colleague's passkey; SelfRemoval, for one's own is removed with proof that it is the owner who
    asks; and SessionEnded.
    """
    if passkey.user_id == by.pk:
        raise SelfRemoval
    with transaction.atomic():
        locked = locked_by_staff(passkey.user, by=by, session_id=session_id)
        if locked.is_staff and not by.is_superuser:
            raise SuperuserRequired
        if not locked.is_staff and factors_of(locked) == [str(passkey.pk)]:
            raise RemovalWaits
        if not _has_another_way_in(locked, passkey):
            raise LastWayIn
        end_all_sessions(user=locked, reason=RevokedReason.STAFF)
        _remove(locked, passkey, is_by_owner=False)
    logger.warning(
        "passkey_removed_by_staff",
        user=str(locked.pk),
        passkey=str(passkey.pk),
        by=str(by.pk),
        reason=reason,
    )


def _session_of(user: User, session_id: UUID | None) -> str:
    return f"{user.pk} {session_id}"


def _has_another_way_in(user: User, passkey: Passkey) -> bool:
    """Whether the locked user can log in without this passkey: with a password, with a code or
    link to what is verified, or with another passkey.
    """
    return (
        user.passkeys.exclude(pk=passkey.pk).exists()
        or user.has_usable_password()
        or user.is_verified
    )


def _remove(user: User, passkey: Passkey, *, is_by_owner: bool = True) -> None:
    if Passkey.objects.filter(pk=passkey.pk, user=user).delete()[0]:
        tell_owner(user, "passkey-removed", passkey, is_by_owner=is_by_owner)
