"""What operations remember."""

from __future__ import annotations

from operations.models.queued_task import QueuedTask
from operations.models.recent_write import RecentWrite

__all__ = ["QueuedTask", "RecentWrite"]
