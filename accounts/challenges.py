"""Challenges: each lives for minutes and is good once. Here, too, those of passkeys: what an
authenticator signs to show that it answers now, and to us.

Signed, not stored: opening the log-in page writes nothing. A challenge names its purpose and, where
it has one, the account and session that it was made for; it lives a few minutes, and is burnt by
its first use, whatever comes of it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

from django.core.signing import BadSignature, TimestampSigner

from accounts.errors import ChallengeInvalid
from foundation import limits
from foundation.errors import LimitExceeded

# As a one-time code's; Web Authentication Level 3, section 15.1, suggests 5 to 10.
LIFETIME = timedelta(minutes=5)
NONCE_BYTES = 16  # section 13.4.3: at least 16 bytes
# Counted for twice as long as a challenge lives, so that no clock that is off brings one back.
USES = limits.Limit("challenge", 1, 2 * LIFETIME)


class Purpose(StrEnum):
    """What a challenge is good for; one for another purpose is none."""

    LOG_IN = "log-in"
    REGISTER = "register"
    PROVE = "prove"
    SECOND_FACTOR = "second-factor"


def is_first_use(challenge: object) -> bool:
    """Whether this challenge, or what names it, was not used before: of any number of uses at once,
    one is the first.
    """
    try:
        limits.hit((USES, challenge))
    except LimitExceeded:
        return False
    return True


def give_back(challenge: object) -> None:
    """Let a challenge be used once more. Only for whoever's use was the first: what it was for came
    to nothing.
    """
    limits.reset((USES, challenge))


def issue(purpose: Purpose, *, bound_to: str = "") -> bytes:
    """A new challenge, for whatever `bound_to` names only."""
    signed = _signer(purpose, bound_to).sign(secrets.token_urlsafe(NONCE_BYTES))
    return signed.encode()


def burn(challenge: bytes, purpose: Purpose, *, bound_to: str = "") -> None:
    """Use a challenge up: of any number of simultaneous uses, one passes.

    Raises ChallengeInvalid for one that is forged, expired, used, or was made for something else.
    """
    try:
        _signer(purpose, bound_to).unsign(challenge.decode("ascii"), max_age=LIFETIME)
    except (BadSignature, UnicodeDecodeError) as error:
        raise ChallengeInvalid from error
    if not is_first_use(challenge):
        raise ChallengeInvalid


def _signer(purpose: Purpose, bound_to: str) -> TimestampSigner:
    return TimestampSigner(salt=f"accounts.passkeys:{purpose}:{bound_to}")
