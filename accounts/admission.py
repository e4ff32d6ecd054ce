"""What somebody from a busy network shows before they register or post: work that their machine
did, or a code that was sent to them.

The work is a challenge of ALTCHA (https://altcha.org), which no third party hears of. Challenges
and codes are signed, not stored; each is for one act of one account, lives for minutes and is good
once (`accounts.challenges`): for an act that is done, not for one that is refused.
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from altcha import Payload, create_challenge, verify_solution
from django.core.signing import BadSignature, TimestampSigner

from accounts.challenges import LIFETIME, NONCE_BYTES, give_back, is_first_use
from accounts.errors import AdmissionRefused
from foundation import limits
from foundation.errors import LimitExceeded
from foundation.secret_keys import digests, is_any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

HEADER = "Admission"
ALGORITHM = "PBKDF2/SHA-256"
# 2,000 rounds take about half a millisecond; of 256 keys one begins with 00. So the first level is
# a tenth of a second of one processor in the median, a few tenths on a phone, and each level twice
# the one before. Checking is one key.
COST = 2_000
KEY_PREFIX = "00"
# One level less than is asked for now: it may have become busier while the work was done.
LEEWAY = 1
CODE_DIGITS = 6
TRIES = limits.Limit("admission:tries", 5, 2 * LIFETIME)
MAX_PAYLOAD_LENGTH = 4_000
_SALT = "accounts.admission"


class Act(StrEnum):
    """What is asked for."""

    REGISTER = "register"
    PROJECT = "project"
    PROPOSAL = "proposal"
    INVITATION = "invitation"
    MESSAGE = "message"


def new_challenge(act: Act, account_id: UUID | None, level: int) -> dict[str, Any]:
    """Work for this act of this account, as hard as `level` says."""
    made = create_challenge(
        ALGORITHM,
        COST * 2 ** (max(level, 1) - 1),
        key_prefix=KEY_PREFIX,
        expires_at=int(time.time() + LIFETIME.total_seconds()),
        data={"for": act.value, "account": str(account_id or ""), "level": max(level, 1)},
        hmac_secret=digests(_SALT, "work")[0],
    )
    return made.to_dict()


def check(
    shown: str, *, act: Act, account_id: UUID | None, level: int, recipient: str | None
) -> str:
    """Use up what was shown: `work` and a solved challenge, or `code`, its digits and its token,
    which was sent to `recipient`. Of any number of uses at once one passes. Answers what names it,
    for `held`.

    Raises AdmissionRefused.
    """
    kind, _space, rest = shown.strip().partition(" ")
    if kind == "work":
        used = _checked_work(rest.strip(), act, account_id, level)
    elif kind == "code" and recipient:
        used = _checked_code(rest.strip(), act, account_id, recipient)
    else:
        raise AdmissionRefused
    if not is_first_use(used):
        raise AdmissionRefused
    return used


@contextmanager
def held(used: str) -> Iterator[None]:
    """Give back what was used when the act is refused: it was for nothing."""
    try:
        yield
    except Exception:
        give_back(used)
        raise


def _checked_work(payload: str, act: Act, account_id: UUID | None, level: int) -> str:
    """What names the challenge, of one that is solved."""
    if len(payload) > MAX_PAYLOAD_LENGTH:
        raise AdmissionRefused
    try:
        given = Payload.from_dict(json.loads(base64.b64decode(payload, validate=True)))
        parameters = given.challenge.parameters
        said = parameters.data or {}
        is_meant = said["for"] == act.value and said["account"] == str(account_id or "")
        # What is said is signed: verified before the key is derived, which takes time.
        is_solved = (
            is_meant
            and said["level"] >= level - LEEWAY
            and any(verify_solution(given, key).verified for key in digests(_SALT, "work"))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AdmissionRefused from error
    if not is_solved:
        raise AdmissionRefused
    return f"admission {parameters.nonce}"


def new_code(act: Act, account_id: UUID | None, recipient: str) -> tuple[str, str]:
    """A token to be sent back, and the digits that are sent to this recipient alone."""
    token = _signer(act, account_id).sign(secrets.token_urlsafe(NONCE_BYTES))
    return token, _digits(token, recipient)[0]


def _checked_code(rest: str, act: Act, account_id: UUID | None, recipient: str) -> str:
    """The token, of digits that fit. A try is counted before they are looked at, and taken back
    when they are right.
    """
    digits, _space, token = rest.partition(" ")
    token = token.strip()
    try:
        _signer(act, account_id).unsign(token, max_age=LIFETIME)
        limits.hit((TRIES, token))
    except (BadSignature, LimitExceeded) as error:
        raise AdmissionRefused from error
    if not is_any_of(digits, _digits(token, recipient)):
        raise AdmissionRefused
    limits.take_back((TRIES, token))
    return f"admission {token}"


def _digits(token: str, recipient: str) -> list[str]:
    """The digits of a token for a recipient, by each of the secret keys. They are never stored."""
    found = digests(_SALT, f"{token} {recipient}")
    return [f"{int(digest, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}" for digest in found]


def _signer(act: Act, account_id: UUID | None) -> TimestampSigner:
    return TimestampSigner(salt=f"{_SALT}:{act}:{account_id or ''}")
