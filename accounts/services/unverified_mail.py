"""Mail to an address that nobody has verified may go to a stranger whom somebody wants to annoy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from foundation import limits
from foundation.errors import LimitExceeded

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.mail")

# Of one kind each: so nobody can use up, with mails of another kind, the notice of a change.
PER_HOUR = limits.Limit("mail:unverified-hour", 5, timedelta(hours=1))
PER_DAY = limits.Limit("mail:unverified-day", 10, timedelta(days=1))


def is_verified(recipient: str, user: User | None) -> bool:
    """Whether the mail goes to its user's own address, which was verified."""
    if user is None or user.email_verified_at is None:
        return False
    return recipient.lower() == (user.email or "").lower()


def may_go(template: str, recipient: str) -> bool:
    """Count one more mail to an address that is not verified; whether it may still be sent. Called
    outside of a transaction. What is not sent is logged, and nobody is told: whatever caused the
    mail is done.
    """
    subject = f"{template} {recipient.lower()}"
    try:
        limits.hit((PER_HOUR, subject), (PER_DAY, subject))
    except LimitExceeded:
        logger.warning("mail_withheld", template=template)
        return False
    return True
