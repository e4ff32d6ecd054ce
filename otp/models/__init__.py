"""One-time codes: what is kept of each."""

from __future__ import annotations

from otp.models.one_time_code import MAX_ATTEMPTS, Delivery, OneTimeCode, Purpose, mask

__all__ = ["MAX_ATTEMPTS", "Delivery", "OneTimeCode", "Purpose", "mask"]
