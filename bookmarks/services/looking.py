"""Looking for new matches of saved searches: each is asked of the index when it is due, some at a
time on a task worker, and its owner is told once of all that are new.

A look takes what changed since the last one that came to its end. So one that a killed worker
began is done again, and what was told stays told: each match has one row (`SearchMatch`), written
together with the event that tells of it, under the locks of owner and search.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Case, Min, Value, When
from django.db.models.functions import Now
from django_tasks import task
from rest_framework.exceptions import ValidationError
from uuid_utils.compat import uuid7

from accounts.models import LIVE_STATUSES
from accounts.services.locking import lock_all
from bookmarks.events import SEARCH_MATCHED
from bookmarks.models import PERIODS, Kind, SavedSearch, SearchMatch
from bookmarks.new_matches import NoIndex, new_matches, shown_to
from foundation.errors import DomainError
from foundation.events import record
from search.errors import EngineFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

logger = structlog.get_logger("guildhall.bookmarks")

AT_ONCE = 100  # searches that one task looks at, in half a second or so
TAKEN_FOR = timedelta(minutes=30)  # until somebody else looks, if a worker is killed
# An index follows its database within a second; while it is built anew, or stood still, it takes
# longer. What was told already is not told again, so that to look twice costs nothing else.
OVERLAP = timedelta(hours=1)
NEXT = Now() + Case(
    *(When(alerts=alerts, then=Value(period)) for alerts, period in PERIODS.items())
)


def next_look() -> datetime | None:
    """When the next search is to be looked at."""
    found: datetime | None = SavedSearch.objects.aggregate(next=Min("next_look_at"))["next"]
    return found


def queue_due() -> int:
    """Hand the searches that are due to workers; how many. Many may do so at once: each has its
    own.
    """
    number = 0
    while taken := _take_some():
        look_at_searches.enqueue([str(pk) for pk in taken])
        number += len(taken)
    return number


@transaction.atomic
def _take_some() -> list[UUID]:
    due = SavedSearch.objects.filter(next_look_at__lte=Now()).order_by("next_look_at")
    taken = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    again = SavedSearch.objects.filter(pk__in=taken, next_look_at__isnull=False)
    again.update(next_look_at=Now() + Value(TAKEN_FOR))
    return taken


@task(priority=-10)  # behind mails
def look_at_searches(ids: list[str]) -> None:
    """Look at these. Runs on a task worker."""
    look_at([UUID(one) for one in ids])


def look_at(ids: Sequence[UUID]) -> int:
    """Look for new matches of these searches, and tell of them; how many were told. Where this
    machine has no index, nothing is done: they are due again.
    """
    due = SavedSearch.objects.filter(pk__in=ids, next_look_at__isnull=False)
    searches = list(due.select_related("owner").annotate(now=Now()))
    if not searches:
        return 0
    began, told, done, postponed = searches[0].now, 0, [], []
    for search in searches:
        if search.owner.status not in LIVE_STATUSES:
            postponed.append(search.pk)
            continue
        try:
            told += _look(search)
        except (NoIndex, EngineFailed) as error:
            logger.warning("saved_search_put_off", error=type(error).__name__)
            break
        except Exception as error:  # whatever is wrong with one holds up no other
            logger.error("saved_search_failed", search=str(search.pk), error=type(error).__name__)
            postponed.append(search.pk)
            continue
        done.append(search.pk)
    unchanged = SavedSearch.objects.filter(next_look_at__isnull=False, changed_at__lte=began)
    unchanged.filter(pk__in=done).update(looked_until=began, next_look_at=NEXT)
    unchanged.filter(pk__in=postponed).update(next_look_at=NEXT)
    return told


def _look(search: SavedSearch) -> int:
    """How many were told. What cannot be asked for any more finds nothing, until its owner changes
    it.
    """
    try:
        found = new_matches(search, search.owner, since=search.looked_until - OVERLAP)
    except (DomainError, ValidationError) as error:
        logger.info("saved_search_refused", search=str(search.pk), error=type(error).__name__)
        return 0
    return _tell(search, found) if found else 0


@transaction.atomic
def _tell(search: SavedSearch, found: Sequence[UUID]) -> int:
    """Tell of those of whom the owner was not told yet, by this search or another one, as one
    event. The locks of their accounts order it against an erasure, a block and other searches of
    the owner; who is hidden in this moment is not told of.
    """
    people = found if search.kind == Kind.PEOPLE else ()
    owner = lock_all({search.owner_id, *people})[search.owner_id]
    asked = SavedSearch.objects.filter(changed_at=search.changed_at, next_look_at__isnull=False)
    is_asked = asked.select_for_update().filter(pk=search.pk).first() is not None
    if owner.status not in LIVE_STATUSES or not is_asked:
        return 0
    known = set(search.matches.filter(target_id__in=found).values_list("target_id", flat=True))
    shown = shown_to(owner, search.kind, found)
    new = [one for one in reversed(found) if one in shown and one not in known]
    told = SearchMatch.objects.told().filter(saved_search__owner=owner, target_id__in=new)
    told_before = set(told.values_list("target_id", flat=True))
    alert = uuid7()
    SearchMatch.objects.bulk_create(
        SearchMatch(
            saved_search=search,
            target_id=one,
            alert_id=None if one in told_before else alert,
        )
        for one in new
    )
    number = len(set(new) - told_before)
    if number:
        record(SEARCH_MATCHED(search.pk, actor=None, concerns=[owner.pk], alert=alert))
    return number
