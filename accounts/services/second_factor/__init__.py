"""The second factor: an authenticator app's codes (TOTP, RFC 6238), a passkey where it counts as
one (`policy`), and recovery codes.

django-otp holds the devices and checks the codes. Counting wrong ones is left to
`foundation.limits` (its own throttling is switched off), and of a recovery code only a keyed digest
is stored.
"""

from __future__ import annotations

from accounts.errors import CodeRefused, SecondFactorExists
from accounts.services.second_factor.codes import confirm
from accounts.services.second_factor.enrolment import (
    enrol,
    factors_of,
    forget_devices,
    has_app,
    has_second_factor,
    is_factor_of,
    key_address,
    new_key,
    remove,
)

__all__ = [
    "CodeRefused",
    "SecondFactorExists",
    "confirm",
    "enrol",
    "factors_of",
    "forget_devices",
    "has_app",
    "has_second_factor",
    "is_factor_of",
    "key_address",
    "new_key",
    "remove",
]
