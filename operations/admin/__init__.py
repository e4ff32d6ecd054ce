"""What staff see of operations."""

from __future__ import annotations

from operations.admin.tasks import TaskAdmin

__all__ = ["TaskAdmin"]
