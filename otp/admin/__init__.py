"""What staff see of one-time codes."""

from __future__ import annotations

from otp.admin.one_time_codes import OneTimeCodeAdmin

__all__ = ["OneTimeCodeAdmin"]
