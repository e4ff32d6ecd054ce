"""What a passkey is good for: to log in, to show that it is still the owner who asks, and as a
second factor.

A passkey verifies its owner by itself (a finger, a face, a PIN), so that a log-in by one is a
log-in by two factors, and as fresh a proof as a one-time code.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models.functions import Now

from accounts import challenges, webauthn
from accounts.challenges import Purpose
from accounts.errors import CredentialRefused, PasskeyRefused, SessionEnded
from accounts.models import FactorRemoval, Passkey, RemovalOutcome, Session, User
from accounts.services.entry import Method, complete_log_in, log_in_by_second_factor, settle
from accounts.services.passkey_mails import tell_owner
from accounts.services.second_factor.challenges import read_challenge
from foundation import limits
from foundation.addresses import network_of
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.webauthn import Credential

logger = structlog.get_logger("guildhall.passkeys")

# Nobody guesses a signature: this only bounds what strangers have us check.
TRIES_PER_ADDRESS = limits.Limit("passkey:address", 60, timedelta(minutes=1))
TRIES_PER_USER = limits.Limit("passkey:user", 20, timedelta(minutes=5))
WARNINGS_PER_PASSKEY = limits.Limit("passkey:warning", 1, timedelta(days=1))


def log_in_options() -> dict[str, Any]:
    """The options with which a browser offers the passkeys that it has. The same for everybody:
    who logs in, the passkey says.
    """
    return webauthn.request_options(challenge=challenges.issue(Purpose.LOG_IN))


def log_in(
    *,
    credential: Credential,
    address: str,
    user_agent: str,
    reactivate: bool = False,
    device_token: str | None = None,
) -> Session:
    """Open a session by a passkey. `reactivate` switches an account on that its owner switched off.

    Raises LimitExceeded, ChallengeInvalid, PasskeyRefused and, only after a right passkey,
    AccountInactive and AccountSuspended.
    """
    limits.hit((TRIES_PER_ADDRESS, network_of(address)))
    try:
        challenge = webauthn.challenge_in(credential)
        challenges.burn(challenge, Purpose.LOG_IN)
        passkey = _used_passkey(credential, challenge, owner=webauthn.owner_in(credential))
    except CredentialRefused as error:
        logger.info("login_failed", user=None)
        raise PasskeyRefused from error
    settle(passkey.user)
    with transaction.atomic():
        # What ends everything of an account holds this lock, and has removed the passkey then.
        User.objects.select_for_update(no_key=True).get(pk=passkey.user_id)
        if not Passkey.objects.filter(pk=passkey.pk).exists():
            raise PasskeyRefused
        return complete_log_in(
            user=passkey.user,
            method=Method.PASSKEY,
            address=address,
            user_agent=user_agent,
            device_token=device_token,
            reactivate=reactivate,
        )


def options_for(*, user: User, purpose: Purpose, bound_to: object) -> dict[str, Any]:
    """The options with which a browser offers this user's passkeys, for one purpose of whatever
    `bound_to` names: a session, a log-in that is halfway.
    """
    challenge = challenges.issue(purpose, bound_to=f"{user.pk} {bound_to}")
    return webauthn.request_options(challenge=challenge, allowed=user.passkeys.all())


def confirm(*, user: User, credential: Credential, purpose: Purpose, bound_to: object) -> Passkey:
    """The user's passkey, if this is its answer to the options for the same purpose and binding.

    Raises LimitExceeded, ChallengeInvalid and CredentialRefused.
    """
    limits.hit((TRIES_PER_USER, user.pk))
    challenge = webauthn.challenge_in(credential)
    challenges.burn(challenge, purpose, bound_to=f"{user.pk} {bound_to}")
    return _used_passkey(credential, challenge, owner=user.pk)


def passkey_in(credential: Credential) -> Passkey | None:
    """The passkey that a credential names, which a log-in has just accepted."""
    return Passkey.objects.filter(credential_id=webauthn.id_in(credential)).first()


def prove_by_passkey(*, user: User, session_id: UUID | None, credential: Credential) -> None:
    """Note that it is the owner who acts in this session: for five minutes neither a password nor a
    second factor is asked for. Raises LimitExceeded, ChallengeInvalid, CredentialRefused and
    SessionEnded.
    """
    confirm(user=user, credential=credential, purpose=Purpose.PROVE, bound_to=session_id)
    if session_id:
        session = Session.objects.live().filter(pk=session_id, user=user)
        if not session.update(code_verified_at=Now(), second_factor_at=Now()):
            raise SessionEnded


def second_step_options(*, challenge: str) -> dict[str, Any]:
    """The options with which a browser offers a passkey as the second step of a log-in that is
    halfway. Raises LogInExpired.
    """
    user = read_challenge(challenge).user
    return options_for(user=user, purpose=Purpose.SECOND_FACTOR, bound_to=challenge)


def log_in_by_second_step(
    *,
    challenge: str,
    credential: Credential,
    address: str,
    user_agent: str,
    device_token: str | None = None,
) -> Session:
    """Finish a log-in that asks for a second factor by a passkey of the same account.

    Raises LimitExceeded, LogInExpired, ChallengeInvalid, CredentialRefused, AccountInactive and
    AccountSuspended.
    """

    def is_still_there(user: User) -> bool:
        return user.passkeys.filter(credential_id=webauthn.id_in(credential)).exists()

    return log_in_by_second_factor(
        challenge=challenge,
        address=address,
        user_agent=user_agent,
        show=lambda user: confirm(
            user=user,
            credential=credential,
            purpose=Purpose.SECOND_FACTOR,
            bound_to=challenge,
        ),
        device_token=device_token,
        is_still_there=is_still_there,
    )


def _used_passkey(credential: Credential, challenge: bytes, *, owner: UUID) -> Passkey:
    """The owner's passkey that answered this challenge; its use is noted. Raises CredentialRefused,
    also for one whose counter did not move on: somebody may have a copy of it.
    """
    known = Passkey.objects.filter(credential_id=webauthn.id_in(credential), user=owner)
    passkey = known.select_related("user").first()
    if passkey is None:
        logger.info("passkey_unknown")
        raise CredentialRefused
    assertion = webauthn.check_assertion(
        credential, challenge=challenge, public_key=bytes(passkey.public_key)
    )
    if not known.use(**vars(assertion)):
        if known.exists():
            _warn_of_copy(passkey)
        raise CredentialRefused
    FactorRemoval.objects.filter(user=owner).end(RemovalOutcome.USED)  # both factors are there
    return passkey


def _warn_of_copy(passkey: Passkey) -> None:
    """Log it, and tell the owner once a day: only a key that is copied, or two answers that
    overtook each other, have an old counter.
    """
    logger.warning("passkey_counter_went_back", passkey=str(passkey.pk), user=str(passkey.user_id))
    try:
        limits.hit((WARNINGS_PER_PASSKEY, passkey.pk))
    except LimitExceeded:
        return
    tell_owner(passkey.user, "passkey-copied", passkey, is_by_owner=False)
