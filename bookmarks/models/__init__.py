"""What people save for later."""

from __future__ import annotations

from bookmarks.models.kind import MAX_NAME, Kind
from bookmarks.models.saved_search import (
    PERIODS,
    AlertFrequency,
    SavedSearch,
    SearchMatch,
)
from bookmarks.models.shortlist import MAX_NOTE, Shortlist, ShortlistEntry

__all__ = [
    "MAX_NAME",
    "MAX_NOTE",
    "PERIODS",
    "AlertFrequency",
    "Kind",
    "SavedSearch",
    "SearchMatch",
    "Shortlist",
    "ShortlistEntry",
]
