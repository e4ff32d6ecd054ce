"""The version of an account's identity. What was given for one version is worth nothing for the
next: a challenge, a remembered device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.services.second_factor.enrolment import factors_of

if TYPE_CHECKING:
    from accounts.models import User

SALT = "accounts.second_factor.fingerprint"


def fingerprint(user: User) -> str:
    """Of the account, its password, its identifiers and its second factor as they are."""
    identifiers = [user.username, user.email, user.phone_number]
    state = [user.pk.hex, user.password, *identifiers, factors_of(user)]
    return salted_hmac(SALT, repr(state), algorithm="sha256").hexdigest()[:32]


def is_current(user: User, value: object) -> bool:
    """Whether nothing of it has changed since."""
    return constant_time_compare(str(value), fingerprint(user))
