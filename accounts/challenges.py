"""The challenges of passkeys: what an authenticator signs to show that it answers now, and to us.

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

LIFETIME = timedelta(minutes=5)  # Web Authentication Level 3, section 15.1, suggests 5 to 10
NONCE_BYTES = 16  # section 13.4.3: at least 16 bytes
# Counted for twice as long as a challenge lives, so that no clock that is off brings one back.
USES = limits.Limit("passkey:challenge", 1, 2 * LIFETIME)


class Purpose(StrEnum):
    """What a challenge is good for; one for another purpose is none."""

    LOG_IN = "log-in"
    REGISTER = "register"
    PROVE = "prove"
    SECOND_FACTOR = "second-factor"


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
        limits.hit((USES, challenge))
    except (BadSignature, UnicodeDecodeError, LimitExceeded) as error:
        raise ChallengeInvalid from error


def _signer(purpose: Purpose, bound_to: str) -> TimestampSigner:
    return TimestampSigner(salt=f"accounts.passkeys:{purpose}:{bound_to}")
