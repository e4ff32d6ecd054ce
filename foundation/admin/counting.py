"""How many rows a list has: exactly while that is cheap, else as near as it gets for nothing.

Counting a table of millions takes seconds, for a number that nobody acts on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.paginator import Paginator
from django.db import connection
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.db.models import QuerySet

EXACT_UP_TO = 1_000
# How much farther than the page that is looked at: so that there is always a link to the next ones.
PAGES_AHEAD = 3
# No page behind this many rows of a filtered list: whoever looks for something narrows it down.
FARTHEST = 100_000
ESTIMATE = "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass"


class RowCount(int):
    """A number of rows that may not be exact, and then says so where it is shown."""

    shown: str

    def __new__(cls, number: int, shown: str = "") -> Self:
        count = super().__new__(cls, number)
        count.shown = shown or f"{number}"
        return count

    def __str__(self) -> str:
        return self.shown


class CappedPaginator(Paginator):
    """Django's, for a queryset of any size.

    Up to 1,000 rows are counted. Of more, a whole table shows the planner's estimate; a part of
    one is counted as far as the page that is looked at and a little on, and shows "1,000+".
    """

    def __init__(
        self, object_list: QuerySet[Any], *args: Any, looked_at: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(object_list, *args, **kwargs)
        self.looked_at = looked_at

    @cached_property
    def count(self) -> RowCount:
        number = self._count_up_to(EXACT_UP_TO)
        if number <= EXACT_UP_TO:
            return RowCount(number)
        is_whole_table = not self.object_list.query.where
        estimate = estimated_rows(self.object_list.model._meta.db_table) if is_whole_table else 0
        if estimate > number:
            return RowCount(estimate, _("about %(number)s") % {"number": f"{estimate:,}"})
        return self._count_beyond()

    def _count_beyond(self) -> RowCount:
        rows = min(FARTHEST, (self.looked_at + PAGES_AHEAD) * self.per_page)
        cap = max(EXACT_UP_TO, rows)
        number = self._count_up_to(cap)
        return RowCount(number) if number <= cap else RowCount(cap, f"{cap:,}+")

    def _count_up_to(self, cap: int) -> int:
        """The number of rows, or one more than the cap."""
        return self.object_list.order_by().values("pk")[: cap + 1].count()


def estimated_rows(table: str) -> int:
    """How many rows PostgreSQL's planner believes a table to have, since it last looked; -1 for a
    table that it never looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(ESTIMATE, [connection.ops.quote_name(table)])
        return cursor.fetchone()[0]
