"""Staff are told when codes are paused: it is an attack, or a limit that no longer fits."""

from __future__ import annotations

import structlog

from accounts.services.telling import tell_staff
from otp import tally
from otp.models import ALL_COUNTRIES

logger = structlog.get_logger("guildhall.otp")


def tell_of_pause(dial_code: int, *, is_verified: bool) -> None:
    """Log that codes are paused for the rest of the day and mail every administrator, once."""
    if not tally.note_pause(dial_code, is_verified=is_verified):
        return
    country = f"+{dial_code}" if dial_code != ALL_COUNTRIES else "*"
    logger.warning("codes_paused", country=country, is_verified=is_verified)
    tell_staff(
        template="codes-paused",
        app="otp",
        country="" if dial_code == ALL_COUNTRIES else country,
        is_verified=is_verified,
    )
