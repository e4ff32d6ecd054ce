"""Staff are told when codes are paused: it is an attack, or a limit that no longer fits."""

from __future__ import annotations

import structlog

from accounts.models import Role, Status, User
from accounts.services.email import send_mail
from otp import tally
from otp.models import ALL_COUNTRIES

logger = structlog.get_logger("guildhall.otp")


def tell_of_pause(dial_code: int, *, is_verified: bool) -> None:
    """Log that codes are paused for the rest of the day and mail every administrator, once."""
    if not tally.note_pause(dial_code, is_verified=is_verified):
        return
    country = f"+{dial_code}" if dial_code != ALL_COUNTRIES else "*"
    logger.warning("codes_paused", country=country, is_verified=is_verified)
    staff = User.objects.filter(role=Role.ADMIN, status=Status.ACTIVE, email__isnull=False)
    for administrator in staff:
        send_mail(
            template="codes-paused",
            app="otp",
            recipient=administrator.email or "",
            user=administrator,
            country="" if dial_code == ALL_COUNTRIES else country,
            is_verified=is_verified,
        )
