"""One-time codes: what is kept of each."""

from __future__ import annotations

from otp.models.one_time_code import (
    MAX_ATTEMPTS,
    Delivery,
    OneTimeCode,
    Purpose,
    field_of,
    is_mail,
    mask,
)
from otp.models.send_tally import ALL_COUNTRIES, SendTally

__all__ = [
    "ALL_COUNTRIES",
    "MAX_ATTEMPTS",
    "Delivery",
    "OneTimeCode",
    "Purpose",
    "SendTally",
    "field_of",
    "is_mail",
    "mask",
]
