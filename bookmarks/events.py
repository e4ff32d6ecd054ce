"""The kinds of events of bookmarks."""

from __future__ import annotations

from foundation.events import Audience, declare

SEARCH_MATCHED = declare(
    "saved_search.matched",
    audience=Audience.PARTIES,
    meaning="A saved search has new matches, those of `alert`.",
    holds=["alert"],
)
