"""What a CV seems to say, each with the place where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A suggestion: its kind, its value in the terms of a profile, the span of the text that it
    comes from, and how sure the reader is, from 0 to 1.
    """

    kind: str
    value: dict[str, Any]
    start: int
    end: int
    confidence: float
