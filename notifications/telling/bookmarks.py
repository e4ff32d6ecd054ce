"""What is told of saved searches: their new matches, as far as they can be seen when it is read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookmarks import events
from bookmarks.found import found_by
from bookmarks.models import SavedSearch, SearchMatch
from notifications.kinds import Facts, Kind, Words, concerned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.models import User
    from bookmarks.found import FoundMatch
    from notifications.models import Notification

MAX_NAMED = 3  # of the matches of one alert


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of searches that the reader still keeps, and of those matches that can be seen: four queries.
    Where nothing is left to be seen there is nothing to tell.
    """
    alerts = {one.pk: UUID(one.body["alert"]) for one in notifications}
    searches = SavedSearch.objects.of(reader).in_bulk({one.subject_id for one in notifications})
    matches = _shown(reader, searches, set(alerts.values()))
    found = {}
    for one in notifications:
        search, those = searches.get(one.subject_id), matches[alerts[one.pk]]
        if search and those:
            found[one.pk] = Facts(
                names={"name": search.name, "matches": _named(those)},
                path=f"/saved-searches/{search.pk}",
            )
    return found


def _shown(
    reader: User, searches: Mapping[UUID, SavedSearch], alerts: set[UUID]
) -> Mapping[UUID | None, list[FoundMatch]]:
    """By the alerts that told of them."""
    shown = SearchMatch.objects.shown_to(reader).filter(
        saved_search__in=searches, alert_id__in=alerts
    )
    found: dict[UUID | None, list[FoundMatch]] = defaultdict(list)
    for one in found_by(list(shown.order_by("-id"))):
        found[one.alert_id].append(one)
    return found


def _named(matches: Sequence[FoundMatch]) -> str:
    """The first of them, and how many others there are."""
    named = "; ".join(one.title for one in matches[:MAX_NAMED])
    others = len(matches) - MAX_NAMED
    if others <= 0:
        return named
    text = ngettext("%(named)s; and %(number)d other", "%(named)s; and %(number)d others", others)
    return text % {"named": named, "number": others}


KINDS = (
    Kind(
        name="saved_search_matches",
        title=_("New matches of your saved searches"),
        who="whoever saved the search, once for all that are new",
        tells={events.SEARCH_MATCHED: concerned},
        words=Words(
            _("New matches for “%(name)s”"),
            _("Your saved search “%(name)s” found: %(matches)s."),
        ),
        look_up=look_up,
    ),
)
