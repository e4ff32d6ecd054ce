"""How often codes of a second factor may be tried."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from foundation import limits
from foundation.addresses import network_of

if TYPE_CHECKING:
    from accounts.models import User

FAILURES_PER_ACCOUNT_AND_ADDRESS = limits.Limit(
    "second-factor:account+address", 5, timedelta(minutes=5)
)
# Each is told to its owner, by a text message where there is no mail, which costs money.
CHANGES_PER_USER = limits.Limit("second-factor:changes", 10, timedelta(hours=1))
# NIST SP 800-63B-4, section 3.2.2, as for passwords: see accounts.services.login.
FAILURES_IN_A_ROW = limits.Limit("second-factor:row", 100, timedelta(days=1), sliding=True)
CODE_DIGITS = 6


def compact(code: str) -> str:
    """The code without the spaces and dashes that make it readable."""
    return "".join(code.split()).replace("-", "").lower()


def is_app_code(code: str) -> bool:
    """Whether an authenticator app may have shown this. Anything else is a recovery code."""
    return len(code) == CODE_DIGITS and code.isascii() and code.isdigit()


def count_try(user: User, code: str, address: str) -> tuple[limits.Hit, ...]:
    """Count a try before the code is looked at; answers what a success takes back.

    Recovery codes cannot be guessed (56 bits), so they do not count towards the failures in a row:
    who knows the password and uses those up leaves the owner the way back. Raises LimitExceeded.
    """
    here = (FAILURES_PER_ACCOUNT_AND_ADDRESS, f"{user.pk} {network_of(address)}")
    limits.hit(here)
    if not is_app_code(code):
        return (here,)
    in_a_row = (FAILURES_IN_A_ROW, user.pk)
    limits.hit(in_a_row)
    return here, in_a_row


def forget_tries(user: User, tried: tuple[limits.Hit, ...]) -> None:
    """Take a success's own count back, and end the row of failures."""
    limits.take_back(*tried[:1])
    limits.reset((FAILURES_IN_A_ROW, user.pk))
