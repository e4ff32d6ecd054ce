"""What bookmarks hold about a user, for the user to take along, and how it is erased.

What others save of somebody is theirs, and in nobody's export but their own: it is never said who
saved whom. When somebody is erased, what others had saved of them goes, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bookmarks.models import SavedSearch, SearchMatch, Shortlist, ShortlistEntry

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

OF_SEARCH = ("id", "kind", "name", "criteria", "alerts", "created_at", "changed_at")
OF_LIST = ("id", "kind", "name", "created_at")


def export(user: User) -> dict[str, Any]:
    """The searches and lists that the user keeps, with the notes. Those on them who cannot be seen
    at this moment are not named.
    """
    entries = ShortlistEntry.objects.of(user).shown_to(user).order_by("id")
    return {
        "saved_searches": list(SavedSearch.objects.of(user).order_by("id").values(*OF_SEARCH)),
        "shortlists": list(Shortlist.objects.of(user).order_by("id").values(*OF_LIST)),
        "shortlist_entries": [_exported(entry) for entry in entries],
    }


def _exported(entry: ShortlistEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "shortlist_id": entry.shortlist_id,
        "username": entry.person.username if entry.person and entry.person_is_shown else None,
        "project_id": entry.project_id if entry.project_is_shown else None,
        "note": entry.note,
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """Whom those entries that have these ids are about."""
    found = ShortlistEntry.objects.filter(pk__in=ids).values_list("person", "project__client")
    return {one for pair in found for one in pair if one}


def erase(user: User) -> None:
    """Delete what the user keeps, and what others kept of the user and of the user's projects. The
    caller holds the lock on the user's row, which whoever saves something of them takes first.
    """
    SavedSearch.objects.of(user).delete()
    Shortlist.objects.of(user).delete()
    ShortlistEntry.objects.filter(person=user).delete()
    ShortlistEntry.objects.filter(project__client=user).delete()
    SearchMatch.objects.filter(target_id=user.pk).delete()
