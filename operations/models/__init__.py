"""What operations remember."""

from __future__ import annotations

from operations.models.recent_write import RecentWrite

__all__ = ["RecentWrite"]
