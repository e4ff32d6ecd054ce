"""What staff see of operations."""

from __future__ import annotations

from operations.admin.exchange_rates import ExchangeRateAdmin
from operations.admin.tasks import TaskAdmin

__all__ = ["ExchangeRateAdmin", "TaskAdmin"]
