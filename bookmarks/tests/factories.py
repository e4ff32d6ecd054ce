"""What people save, by the services that save it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bookmarks.models import AlertFrequency, Kind, SearchMatch
from bookmarks.services.looking import look_at
from bookmarks.services.saved_searches import save_search
from bookmarks.services.shortlists import make_list, save_person, save_project

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from bookmarks.models import SavedSearch, Shortlist, ShortlistEntry
    from projects.models import Project


def make_search(
    owner: User,
    q: str = "plumber",
    *,
    kind: str = Kind.PEOPLE,
    alerts: str = AlertFrequency.AT_ONCE,
    **criteria: Any,
) -> SavedSearch:
    """A search that is looked at every quarter of an hour."""
    asked = ({"q": q} if q else {}) | criteria
    return save_search(owner=owner, kind=kind, name="Mine", criteria=asked, alerts=alerts)


def make_shortlist(owner: User, kind: str = Kind.PEOPLE, name: str = "Plumbers") -> Shortlist:
    return make_list(owner=owner, kind=kind, name=name)


def make_entry(
    owner: User, *, person: User | None = None, project: Project | None = None, note: str = ""
) -> ShortlistEntry:
    """On a list of its own."""
    if person is not None:
        return save_person(owner=owner, username=person.username, name="People", note=note)
    assert project is not None
    return save_project(owner=owner, project=project.pk, name="Projects", note=note)


def told_by(search: SavedSearch) -> list[UUID]:
    """Those of whom a search tells when it is looked at now."""
    known = set(SearchMatch.objects.filter(saved_search=search).values_list("pk", flat=True))
    look_at([search.pk])
    new = SearchMatch.objects.filter(saved_search=search, alert_id__isnull=False)
    return list(new.exclude(pk__in=known).values_list("target_id", flat=True))
