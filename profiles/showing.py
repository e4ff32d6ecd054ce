"""Who is named to whom: nobody learns from a list, a card or a review of somebody whose page they
may not open.

What names somebody is read together with whether its reader may open their page (`has_page`), by
the one rule of `ProfileQuerySet.visible_to`. Those who work together know each other all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.lookups import IsNull
from django.utils.translation import gettext as _

from profiles.models import Profile

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def has_page(viewer: User | None, column: str) -> IsNull:
    """Whether a viewer, None being a stranger, may open the page of the account in this column."""
    return is_among(Profile.objects.visible_to(viewer), column)


def is_among(rows: QuerySet[Any], column: str) -> IsNull:
    """Whether the row that this column names is one of these: looked up by its key. PostgreSQL may
    answer an EXISTS for a few rows by reading the whole table first.
    """
    return IsNull(Subquery(rows.filter(pk=OuterRef(column)).values("pk")[:1]), False)


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody, as one viewer sees them: with a page, or not; `is_known` to whom they work with."""

    user: User
    has_page: bool
    is_known: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the viewer is told who it is."""
        return self.user.erased_at is None and (self.has_page or self.is_known)

    @property
    def username(self) -> str | None:
        return self.user.username if self.is_named else None

    @property
    def name(self) -> str:
        """What they are called: nobody in particular, if the viewer is not told who it is."""
        if self.is_named:
            return self.user.full_name or self.user.username
        return _("Former member") if self.user.erased_at else _("Name not shown")
