"""The tables that belong to no app of the domain."""

from __future__ import annotations

from foundation.models.limits import LimitCounter

__all__ = ["LimitCounter"]
