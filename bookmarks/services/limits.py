"""How much one account may save, by the one mechanism (foundation.limits).

Counted before the transaction that saves: what is refused after that counts, too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from foundation import limits

if TYPE_CHECKING:
    from accounts.models import User

DAY = timedelta(days=1)
SEARCHES = limits.Limit("bookmarks:searches", 200, DAY)
LISTS = limits.Limit("bookmarks:lists", 200, DAY)
ENTRIES = limits.Limit("bookmarks:entries", 2_000, DAY)


def count_search(owner: User) -> None:
    """One more saved search, or change of one: each is asked of the index. Raises LimitExceeded."""
    limits.hit((SEARCHES, owner.pk))


def count_list(owner: User) -> None:
    """One more list, or change of one. Raises LimitExceeded."""
    limits.hit((LISTS, owner.pk))


def count_entry(owner: User) -> None:
    """One more entry, or change of a note. Raises LimitExceeded."""
    limits.hit((ENTRIES, owner.pk))
