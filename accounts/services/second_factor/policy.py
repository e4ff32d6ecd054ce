"""Of whom a second factor is asked, whether they want one or not.

A passkey verifies its user (possession, and a PIN or what one is: NIST SP 800-63B-4, section 3.1.7,
calls it multi-factor), so it does for those of whom one is asked. It counts only together with what
makes it one: every other way into the account then asks for it as the second step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from accounts.models import User


def is_required_of(user: User) -> bool:
    """Whether the operator asks a second factor of the user's role."""
    return user.role in settings.SECOND_FACTOR_ROLES


def passkey_counts_for(user: User) -> bool:
    """Whether a passkey of this user's is their second factor: that of a role of which one is
    asked, and of staff where they need one for the admin. Others add passkeys as they like, and
    their password opens the account as before.
    """
    return is_required_of(user) or (user.is_staff and settings.STAFF_TOTP_REQUIRED)
