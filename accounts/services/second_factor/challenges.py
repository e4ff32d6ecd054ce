"""The challenge between the two steps of a log-in: what was shown in the first one, and which
second one is asked for. One for another step is none.

Signed, not stored. It opens nothing by itself, lives for minutes, is good for one log-in, and dies
with any change of the account's password, identifiers or second factor.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing

from accounts.challenges import LIFETIME, is_first_use
from accounts.errors import LogInExpired
from accounts.models import User
from accounts.services.second_factor.fingerprint import fingerprint, is_current

if TYPE_CHECKING:
    from accounts.services.entry import Method

SALT = "accounts.second_factor.challenge"


class Step(StrEnum):
    """What is asked for after the first step."""

    SECOND_FACTOR = "second-factor"
    OTHER_PROOF = "other-proof"  # see accounts.services.unused_accounts


@dataclass(frozen=True)
class Challenge:
    """Who came how far, and how."""

    user: User
    method: str
    reactivate: bool
    nonce: str


def make_challenge(
    user: User, *, method: Method, reactivate: bool, step: Step = Step.SECOND_FACTOR
) -> str:
    """The token for a user who has passed the first step by `method`."""
    nonce = secrets.token_urlsafe(12)
    content = [user.pk.hex, fingerprint(user), method, reactivate, nonce]
    return signing.dumps(content, salt=f"{SALT}.{step}")


def read_challenge(token: str, step: Step = Step.SECOND_FACTOR) -> Challenge:
    """What a token says. Raises LogInExpired for one that is forged, too old or overtaken by a
    change, for another step, or whose user is gone.
    """
    try:
        content = signing.loads(token, salt=f"{SALT}.{step}", max_age=LIFETIME)
        pk, state, method, reactivate, nonce = content
        user = User.objects.get(pk=UUID(pk), erased_at=None)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise LogInExpired from error
    if not is_current(user, state):
        raise LogInExpired
    return Challenge(user, method, reactivate, nonce)


def use_up(challenge: Challenge) -> None:
    """Of any number of log-ins with one challenge one passes; the others are LogInExpired."""
    if not is_first_use(challenge.nonce):
        raise LogInExpired
